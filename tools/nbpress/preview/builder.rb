# Builds a site with Jekyll again and again, without starting Ruby each time.
#
# The first line of the input holds Jekyll's options as JSON; each further line asks for a build. A line of JSON answers:
# {"error": what Jekyll said, or null, "pages": address of each post by its path}. The end of the input is the end.
require "json"

answers = $stdout.dup
answers.sync = true
$stdout.reopen($stderr) # whatever a plugin prints is no answer

def bundled
  Jekyll::PluginManager.require_from_bundler
rescue Bundler::BundlerError => e
  warn "The gems of the Gemfile are not all here (`bundle install` gets them), so the system's are taken: #{e.message.lines.first}"
  Bundler.reset!
end

begin
  require "jekyll"
rescue LoadError => e
  answers.puts({ missing: e.message }.to_json)
  exit 1
end

# Colouring code is most of the work of a build, and the same code has the same colours.
module Remembered
  SEEN = {}

  def render_rouge(code)
    (SEEN[[@lang, @highlight_options, code]] ||= super.freeze).dup
  end
end
Jekyll::Tags::HighlightBlock.prepend(Remembered)

Jekyll.logger.log_level = :warn
options = JSON.parse($stdin.gets)
ready = false

while $stdin.gets
  begin
    bundled unless ready
    ready = true
    site = Jekyll::Site.new(Jekyll.configuration(options)) # anew: its settings may have changed
    site.process
    pages = site.posts.docs.to_h { |post| [post.relative_path, post.url] }
    answers.puts({ error: nil, pages: pages }.to_json)
  rescue SystemExit, StandardError, ScriptError => e
    answers.puts({ error: "#{e.class.name.split("::").last}: #{e.message}".scrub }.to_json)
  end
end
