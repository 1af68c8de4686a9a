# Runs a user's script: reads its data frames, runs it, writes what it returns.
# Called as: Rscript driver.R FOLDER. The folder holds script.R, the inputs 1 to 8 as far as connected (see frames.rs) and, with a bundle,
# its unpacked files. The script runs in the global environment; nothing of this file is visible there but the two functions of the Studio.

local({
  folder <- commandArgs(trailingOnly = TRUE)[[1]]

  fail <- function(kind, message) {
    writeLines(c(kind, message), file.path(folder, "error"), useBytes = TRUE)
    quit(status = 1)
  }

  escape <- function(text) {
    text <- gsub("%", "%25", enc2utf8(text), fixed = TRUE)
    gsub("\r", "%0D", gsub("\n", "%0A", text, fixed = TRUE), fixed = TRUE)
  }

  unescape <- function(text) {
    text <- gsub("%0D", "\r", gsub("%0A", "\n", text, fixed = TRUE), fixed = TRUE)
    gsub("%25", "%", text, fixed = TRUE)
  }

  # Type, `categorical` or nothing, and the name, which may hold tabs itself.
  parts <- function(line) {
    found <- regmatches(line, regexec("^([^\t]*)\t([^\t]*)\t(.*)$", line))[[1]]
    list(kind = found[[2]], categorical = found[[3]] == "categorical", name = unescape(found[[4]]))
  }

  read_frame <- function(folder) {
    rows <- as.integer(readLines(file.path(folder, "rows"), warn = FALSE))
    columns <- lapply(readLines(file.path(folder, "columns"), encoding = "UTF-8"), parts)
    frame <- lapply(seq_along(columns), function(index) {
      kind <- columns[[index]]$kind
      missing <- readBin(file.path(folder, paste0(index - 1, ".missing")), "raw", rows) == as.raw(1)
      path <- file.path(folder, paste0(index - 1, ".values"))
      if (kind == "String") {
        values <- unescape(readLines(path, encoding = "UTF-8"))
      } else {
        values <- readBin(path, "double", rows, size = 8, endian = "little")
        if (kind == "Integer" && all(missing | abs(values) < 2147483647)) values <- as.integer(values)
        if (kind == "Boolean") values <- values != 0
        if (kind == "DateTime") values <- as.POSIXct(values / 1000, origin = "1970-01-01", tz = "UTC")
        if (kind == "TimeSpan") values <- as.difftime(values / 1000, units = "secs")
      }
      values[missing] <- NA
      if (columns[[index]]$categorical) factor(values) else values
    })
    names(frame) <- vapply(columns, function(column) column$name, "")
    attr(frame, "row.names") <- seq_len(rows)
    class(frame) <- "data.frame"
    frame
  }

  write_frame <- function(frame, folder) {
    dir.create(folder)
    header <- character()
    for (index in seq_along(frame)) {
      column <- frame[[index]]
      name <- names(frame)[[index]]
      categorical <- ""
      if (is.factor(column)) {
        categorical <- "categorical"
        column <- as.character(column)
      }
      if (inherits(column, "POSIXlt")) column <- as.POSIXct(column)
      if (is.list(column) || is.complex(column) || length(column) != nrow(frame)) {
        fail("result", sprintf("Column \u201c%s\u201d of the result does not hold one plain value a row.", name))
      }
      missing <- is.na(column)
      if (is.double(column) && !is.object(column)) missing <- missing & !is.nan(column)
      path <- file.path(folder, paste0(index - 1, ".values"))
      number <- NULL
      if (inherits(column, "POSIXct")) {
        kind <- "DateTime"
        number <- round(as.numeric(column) * 1000)
      } else if (inherits(column, "Date")) {
        kind <- "DateTime"
        number <- floor(as.numeric(column)) * 86400000
      } else if (inherits(column, "difftime")) {
        kind <- "TimeSpan"
        number <- round(as.numeric(column, units = "secs") * 1000)
      } else if (is.logical(column)) {
        kind <- "Boolean"
        number <- as.numeric(column)
      } else if (is.integer(column)) {
        kind <- "Integer"
        number <- as.numeric(column)
      } else if (is.numeric(column)) {
        kind <- "Double"
        number <- as.numeric(column)
      } else {
        kind <- "String"
        text <- as.character(column)
        text[missing] <- ""
        file <- file(path, "wb")
        writeLines(escape(text), file, sep = "\n", useBytes = TRUE)
        close(file)
      }
      if (!is.null(number)) {
        number[missing] <- 0
        writeBin(number, path, size = 8, endian = "little")
      }
      writeBin(as.raw(missing), file.path(folder, paste0(index - 1, ".missing")))
      header <- c(header, paste(kind, categorical, escape(name), sep = "\t"))
    }
    file <- file(file.path(folder, "columns"), "wb")
    writeLines(header, file, sep = "\n", useBytes = TRUE)
    close(file)
    writeLines(sprintf("%d", nrow(frame)), file.path(folder, "rows"))
  }

  given <- lapply(file.path(folder, 1:8), function(folder) if (dir.exists(folder)) read_frame(folder))
  results <- list()

  # Studio (classic) scripts take their inputs and give their output by these two functions.
  assign("maml.mapInputPort", envir = globalenv(), function(portNumber) {
    if (!portNumber %in% 1:2) stop(sprintf("there is no input %s: the inputs are 1 and 2", format(portNumber)))
    if (is.null(given[[portNumber]])) stop(sprintf("nothing is connected to input %d", as.integer(portNumber)))
    given[[portNumber]]
  })
  assign("maml.mapOutputPort", envir = globalenv(), function(dataFrameName) {
    if (!is.character(dataFrameName)) stop("maml.mapOutputPort takes the name of a data frame in quotes")
    results[[1]] <<- get(dataFrameName, envir = globalenv())
  })

  if (file.exists(file.path(folder, "seed"))) set.seed(as.numeric(readLines(file.path(folder, "seed"), warn = FALSE)))
  # A picture is begun when the script draws: each device has its own files, each page of it too.
  devices <- 0
  options(device = function(...) {
    devices <<- devices + 1
    grDevices::png(file.path(folder, sprintf("picture%03d-%%03d.png", devices)), ...)
  })
  tryCatch(
    {
      source(file.path(folder, "script.R"), local = globalenv(), echo = FALSE, encoding = "UTF-8")
      if (exists("azureml_main", envir = globalenv(), mode = "function", inherits = FALSE)) {
        last <- max(0, which(!vapply(given, is.null, NA)))
        returned <- do.call(get("azureml_main", envir = globalenv()), given[seq_len(last)])
        results <- if (is.data.frame(returned)) list(returned) else unname(as.list(returned))
      }
      results <- lapply(results, function(result) {
        if (is.null(result)) NULL else as.data.frame(result, check.names = FALSE, stringsAsFactors = FALSE)
      })
    },
    error = function(error) {
      print(error)
      fail("script", conditionMessage(error))
    }
  )
  grDevices::graphics.off()
  results <- Filter(Negate(is.null), results)
  for (index in seq_along(results)) write_frame(results[[index]], file.path(folder, paste0("result", index)))
})
