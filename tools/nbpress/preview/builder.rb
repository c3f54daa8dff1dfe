# Builds a site with Jekyll again and again, without starting Ruby each time.
#
# The first line of the input holds Jekyll's options as JSON; each further line asks for a build. A line of JSON answers:
# {"error": what Jekyll said, or null, "pages": address of each post by its path}. Where only the text of posts changed,
# it comes as soon as their pages are built; the pages that list them follow, and {"rest": error or null} says that they
# are there. The end of the input is the end.
require "json"

ANSWERS = $stdout.dup
ANSWERS.sync = true
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
  ANSWERS.puts({ missing: e.message }.to_json)
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

# Nor does the same page have other words.
module Stripped
  SEEN = {}
  LONG = 2_000 # characters

  def strip_html(input)
    text = input.to_s
    return super if text.size < LONG

    (SEEN[[text.size, text.hash]] ||= super.freeze).dup
  end
end
Liquid::StandardFilters.prepend(Stripped)

# A post that did not change keeps what was made of it, where `KEPT` has it by its path.
module Kept
  KEPT = {}

  def run
    kept = KEPT[document.path] or return super
    document.content = kept.content
    kept.output
  end
end
Jekyll::Renderer.prepend(Kept)

# One process at a time writes pages of posts, or takes away what is left over: another may be building what lists them.
module Alone
  def self.at(site)
    return yield unless Process.respond_to?(:fork)

    File.open("#{site.dest}.lock", "a") do |file| # for writing: network drives lock nothing else
      file.flock(File::LOCK_EX)
      yield
    end
  end

  def cleanup!
    Alone.at(site) { super }
  end
end
Jekyll::Cleaner.prepend(Alone)

# Whoever reads a page while it is written anew has the whole of what was there before.
module Whole
  def write(dest)
    @part = ".part"
    super
    @part = nil
    File.rename("#{destination(dest)}.part", destination(dest))
  end

  def destination(*)
    "#{super}#{@part}"
  end
end
Jekyll::Document.prepend(Whole)
Jekyll::Page.prepend(Whole)

# A post knows what other pages show of it, and when it was read: one that changed meanwhile is not written.
module Read
  OWN = %w[excerpt nbpress modified last_modified_at] # of a post's data, these are shown on its page, and where it is listed

  attr_reader :shown

  def read(*)
    @saved = File.mtime(path)
    super
    @shown = data.reject { |name, _| OWN.include?(name) }.to_s
  end

  def write(dest)
    Alone.at(site) { super unless Kept::KEPT.key?(path) || changed? }
  end

  def changed? # what a plugin makes up, nobody read
    @saved && (!File.exist?(path) || File.mtime(path) != @saved)
  end
end
Jekyll::Document.prepend(Read)

# What a build saw of the source: size and time of each file.
module Seen
  OUT = %w[.jekyll-cache .sass-cache .git].freeze

  def self.of(site)
    Dir.each_child(site.source).reduce({}) do |found, name|
      OUT.include?(name) ? found : add(found, site, File.join(site.source, name))
    end
  end

  def self.add(found, site, path)
    return found if path == site.dest

    state = File.lstat(path)
    return found.update(path => [state.size, state.mtime]) unless state.directory?

    Dir.each_child(path).reduce(found) { |all, name| add(all, site, File.join(path, name)) }
  rescue Errno::ENOENT
    found # it went in this moment
  end

  def self.differing(before, now)
    (before.keys | now.keys).reject { |path| before[path] == now[path] }
  end
end

# Files that Jekyll makes no pages of or from: they are copied as they are, or are nbpress's own.
class Files
  def initialize(site)
    @site = site
  end

  def plain?(path)
    parts = path.delete_prefix(@site.source).split("/").drop(1)
    return true if parts.first == "_nbpress"
    return !known(path).nil? unless File.file?(path)

    parts.none? { |part| part.start_with?("_", ".", "#") } && !Jekyll::Utils.has_yaml_header?(path) &&
      Jekyll::EntryFilter.new(@site, File.dirname(path)).filter([parts.last]).any?
  end

  def take(path)
    file = known(path)
    if !File.file?(path)
      FileUtils.rm_f(file.destination(@site.dest)) if file
      @site.static_files.delete(file)
    elsif !path.start_with?(File.join(@site.source, "_nbpress/"))
      folder = File.dirname(path.delete_prefix(@site.source))
      @site.static_files << (file = Jekyll::StaticFile.new(@site, @site.source, folder, File.basename(path)))
      file.write(@site.dest)
    end
  end

  private

  def known(path)
    @site.static_files.find { |each| each.path == path }
  end
end

class Builder
  def initialize(options)
    @options = options
    @lock = Mutex.new
    @ready = false
    @due = {} # posts that changed since the other pages were built, by path, and whether other posts show what changed
  end

  # Build what is asked for, and say so.
  def build
    @lock.synchronize do
      bundled unless @ready
      @ready = true
      few = changed
      few ? some(few) : whole
      answer(error: nil, pages: @site.posts.docs.to_h { |post| [post.relative_path, post.url] })
      rest if few
    rescue SystemExit, StandardError, ScriptError => e
      @site = nil
      answer(error: told(e))
    end
  end

  private

  # The posts that changed since the last build, read again, by their places; nothing where the whole site is to be built.
  def changed
    return unless @site

    before, @seen = @seen, Seen.of(@site)
    places = @site.posts.docs.each_with_index.to_h { |post, place| [post.path, place] }
    posts, others = Seen.differing(before, @seen).partition { |path| places.key?(path) }
    files = Files.new(@site)
    return unless others.all? { |path| files.plain?(path) } && posts.all? { |path| @seen.key?(path) }

    found = posts.to_h { |path| [places[path], read(path)] }
    return unless found.all? { |place, post| stays?(@site.posts.docs[place], post) }

    others.each { |path| files.take(path) }
    found
  end

  def read(path)
    Jekyll::Document.new(path, site: @site, collection: @site.posts).tap(&:read)
  end

  def stays?(before, post)
    post.url == before.url && @site.publisher.publish?(post) == @site.publisher.publish?(before)
  end

  def some(found)
    found.each do |place, post|
      @due[post.path] = @due[post.path] || post.shown != @site.posts.docs[place].shown
      @site.posts.docs[place] = post
    end
    renderer = @site.liquid_renderer
    renderer.cache.clear if renderer.respond_to?(:cache) # since Jekyll 4.1 it knows a text by the name of its file
    payload = @site.site_payload
    found.each_value do |post|
      post.output = Jekyll::Renderer.new(@site, post, payload).run
      post.trigger_hooks(:post_render)
      post.write(@site.dest)
    end
  end

  def whole
    end_rest
    site = Jekyll::Site.new(Jekyll.configuration(@options)) # anew: its settings may have changed
    @site = nil
    @seen = Seen.of(site)
    site.process
    @site = site
  end

  # Build the other pages, in a process of their own: the next change of a post does not wait for them.
  def rest
    return if @child || !Process.respond_to?(:fork)

    due, @due = @due, {}
    ours, theirs = IO.pipe
    @child = fork do
      ours.close
      theirs.write(others(due))
      theirs.close
      exit!
    end
    theirs.close
    Thread.new(@child, ours) { |child, said| finished(child, said.read) }
  end

  # Gives what went wrong.
  def others(due)
    kept = due.values.any? ? [] : @site.posts.docs.select { |post| post.output && !due.key?(post.path) }
    kept.each { |post| Kept::KEPT[post.path] = post }
    Jekyll::Site.new(Jekyll.configuration(@options)).process
    ""
  rescue SystemExit, StandardError, ScriptError => e
    told(e)
  end

  def finished(child, error)
    @lock.synchronize do
      Process.wait(child) # only now: until then its number is nobody else's, and it can be killed
      next unless child == @child

      @child = nil
      answer(rest: error.empty? ? nil : error)
      rest if @due.any? && @site
    end
  end

  def end_rest
    child, @child = @child, nil
    @due = {}
    Process.kill(:KILL, child) if child
  end

  def told(error)
    "#{error.class.name.split("::").last}: #{error.message}".scrub
  end

  def answer(**what)
    ANSWERS.puts(what.to_json)
  end
end

Jekyll.logger.log_level = :warn
builder = Builder.new(JSON.parse($stdin.gets))
builder.build while $stdin.gets
