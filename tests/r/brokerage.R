# Writes what sna::brokerage says of small random networks, for tests/test_brokerage.py to compare with.
#   Rscript tests/r/brokerage.R > tests/expected/brokerage.json
# Needs R and the package sna (on Debian and Ubuntu: apt-get install r-cran-sna).
suppressPackageStartupMessages(library(sna))

number <- function(x) ifelse(is.finite(x), format(x, digits = 15, trim = TRUE), "null")
rows <- function(m) paste0("[", paste(apply(unname(m), 1, function(r) paste0("[", paste(number(r), collapse = ", "), "]")), collapse = ", "), "]")

one <- function(name, directed, g, groups) {
  b <- brokerage(g, groups)
  ties <- which(g == 1, arr.ind = TRUE)
  ties <- ties[order(ties[, 1], ties[, 2]), , drop = FALSE]
  cat(sprintf('{"name": "%s", "directed": %s, "groups": [%s], "ties": [%s],\n "counts": %s,\n "expected": %s,\n "deviation": %s,\n "scores": %s}',
    name, tolower(directed), paste0('"', groups, '"', collapse = ", "),
    paste(sprintf("[%d, %d]", ties[, 1] - 1L, ties[, 2] - 1L), collapse = ", "),
    rows(b$raw.nli), rows(b$exp.nli), rows(b$sd.nli), rows(b$z.nli)))
}

make <- function(n, p, directed) {
  g <- matrix(rbinom(n * n, 1, p), n, n)
  diag(g) <- 0
  if (!directed) { g[lower.tri(g)] <- 0; g <- g + t(g) }
  g
}

set.seed(1989, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
cases <- list()
for (n in c(6, 12, 25)) for (directed in c(TRUE, FALSE)) for (k in c(2, 3, 5)) {
  groups <- c(paste0("g", seq_len(k)), paste0("g", sample(k, n, replace = TRUE)))[seq_len(n)]
  cases[[length(cases) + 1]] <- list(name = sprintf("n%d-%s-k%d", n, ifelse(directed, "directed", "undirected"), k),
    directed = directed, g = make(n, 3 / n, directed), groups = groups)
}
cat("[\n")
for (i in seq_along(cases)) {
  with(cases[[i]], one(name, directed, g, groups))
  cat(if (i < length(cases)) ",\n" else "\n")
}
cat("]\n")
