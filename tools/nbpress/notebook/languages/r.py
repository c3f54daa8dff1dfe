"""R, as IRkernel runs it: it answers no `user_expressions`, and jsonlite and repr are always there, since it needs them."""

from nbpress.notebook.languages import Language, Literals

_VALUE = r"""
local({
  said <- function(x) cat("nbpress-value:", jsonlite::toJSON(x, auto_unbox = TRUE, na = "null", null = "null"), "\n", sep = "")
  typed <- function(x) {
    if (is.null(x)) return(NULL)
    if (is.factor(x) || inherits(x, c("Date", "POSIXt"))) x <- format(x)
    if (is.list(x)) return(lapply(x, typed))
    if (is.double(x)) {
      x <- lapply(as.vector(x), function(n) if (is.na(n) && !is.nan(n)) NA else list(number = sprintf("%.17g", n)))
      return(if (length(x) == 1) x[[1]] else x)
    }
    if (is.atomic(x) && !is.complex(x)) as.vector(x) else paste(capture.output(print(x)), collapse = "\n")
  }
  line <- function(x) {
    if (is.character(x) || is.factor(x)) return(paste(x, collapse = ", "))
    if (is.atomic(x) && length(x) && is.null(dim(x))) return(paste(format(x, trim = TRUE), collapse = ", "))
    paste(capture.output(print(x)), collapse = "\n")
  }
  tryCatch({
    x <- eval(parse(text = <text>), globalenv())
    table <- if (is.data.frame(x) || is.matrix(x)) as.character(repr::repr_html(x))
    said(list(text = line(x), html = table, value = typed(x)))
  }, error = function(e) said(list(error = conditionMessage(e))))
})
"""

LANGUAGE = Language(
    name="r",
    aliases=("ir", "rlang", "splus", "rscript"),
    lexer="r",
    suffix=".R",
    sign="#",
    sockets=True,
    literals=Literals(
        words=("NULL", "TRUE", "FALSE", "NaN", "Inf"),
        quotes="\"'",
        vector="c({})",
        mixed="list({})",
        mapping="list({})",
        entry="{} = {}",
        date='as.Date("{}")',
        moment='as.POSIXct("{}", tz = "UTC", format = "%Y-%m-%dT%H:%M:%OS")',
    ),
    assignment=r"(?P<name>[A-Za-z.][\w.]*)\s*(?:<-|=(?!=))\s*(?P<value>.+)",
    assign="{} <- {}",
    numbers=True,
    collected="params <- list(<pairs>)",
    value=_VALUE,
    versions=(
        'c(list(r = paste(R.version$major, R.version$minor, sep = ".")),'
        " lapply(setNames(nm = intersect(<names>, loadedNamespaces())), function(p) as.character(packageVersion(p))))"
    ),
    imports=r"""\b(?:library|require|requireNamespace|loadNamespace)\(\s*["']?([A-Za-z][\w.]*)|\b([A-Za-z][\w.]*):::?""",
    # Only what cannot be parsed tells its line; the frames of a function are lines of whatever cell defined it.
    frame=r"^Error\ in\ parse\(text\ =\ x,\ srcfile\ =\ src\):\ <text>:(?P<line>\d+):",
)
