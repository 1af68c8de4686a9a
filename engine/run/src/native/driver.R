# Runs a user's script: reads its data frames, runs it, writes what it returns.
# Called as: Rscript driver.R FOLDER. The folder holds script.R, the inputs 1, 2 ... (see frames.rs) and, with a bundle, its unpacked files.

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

read_frame <- function(folder) {
  rows <- as.integer(readLines(file.path(folder, "rows"), warn = FALSE))
  columns <- strsplit(readLines(file.path(folder, "columns"), encoding = "UTF-8"), "\t", fixed = TRUE)
  frame <- vector("list", length(columns))
  for (index in seq_along(columns)) {
    kind <- columns[[index]][[1]]
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
    if (columns[[index]][[2]] == "categorical") values <- factor(values)
    frame[[index]] <- values
  }
  names(frame) <- unescape(vapply(columns, function(column) column[[3]], ""))
  attr(frame, "row.names") <- seq_len(rows)
  class(frame) <- "data.frame"
  frame
}

write_frame <- function(frame, folder) {
  dir.create(folder)
  header <- character()
  for (index in seq_along(frame)) {
    column <- frame[[index]]
    categorical <- ""
    if (is.factor(column)) {
      categorical <- "categorical"
      column <- as.character(column)
    }
    missing <- is.na(column) & !(is.numeric(column) & is.nan(column))
    path <- file.path(folder, paste0(index - 1, ".values"))
    number <- NULL
    if (inherits(column, "POSIXt")) {
      kind <- "DateTime"
      number <- as.numeric(as.POSIXct(column)) * 1000
    } else if (inherits(column, "Date")) {
      kind <- "DateTime"
      number <- as.numeric(column) * 86400000
    } else if (inherits(column, "difftime")) {
      kind <- "TimeSpan"
      number <- as.numeric(column, units = "secs") * 1000
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
    header <- c(header, paste(kind, categorical, escape(names(frame)[[index]]), sep = "\t"))
  }
  file <- file(file.path(folder, "columns"), "wb")
  writeLines(header, file, sep = "\n", useBytes = TRUE)
  close(file)
  writeLines(as.character(nrow(frame)), file.path(folder, "rows"))
}

frames <- list()
while (dir.exists(file.path(folder, length(frames) + 1))) {
  frames[[length(frames) + 1]] <- read_frame(file.path(folder, length(frames) + 1))
}
results <- list()

# Studio (classic) scripts take their inputs and give their output by these two functions.
maml.mapInputPort <- function(number) {
  if (number > length(frames)) stop(sprintf("nothing is connected to input %d", number))
  frames[[number]]
}
maml.mapOutputPort <- function(name) results[[1]] <<- as.data.frame(get(name, envir = globalenv()))

if (file.exists(file.path(folder, "seed"))) set.seed(as.numeric(readLines(file.path(folder, "seed"), warn = FALSE)))
if (dir.exists(file.path(folder, "bundle"))) setwd(file.path(folder, "bundle"))
png(file.path(folder, "picture%d.png"))
tryCatch(
  {
    source(file.path(folder, "script.R"), local = globalenv(), echo = FALSE, encoding = "UTF-8")
    if (exists("azureml_main", mode = "function")) {
      given <- do.call(azureml_main, frames)
      results <- if (is.data.frame(given)) list(given) else unname(as.list(given))
    }
  },
  error = function(error) {
    print(error)
    fail("script", conditionMessage(error))
  }
)
invisible(dev.off())
for (index in seq_along(results)) {
  if (is.null(results[[index]])) next
  write_frame(as.data.frame(results[[index]], check.names = FALSE), file.path(folder, paste0("result", index)))
}
