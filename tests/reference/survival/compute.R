# Reference numbers for the survival rooms. Run inside this folder: Rscript compute.R  (Debian: r-base-core r-cran-survival r-cran-jsonlite)
suppressMessages({library(survival); library(jsonlite)})
options(digits = 15)
out <- list(R = R.version.string, survival = as.character(packageVersion("survival")))

# Kaplan-Meier, log(-log) limits, restricted mean: survfit alone
km <- function(d, times, taus) {
  f <- survfit(Surv(time, event) ~ 1, d, conf.type = "log-log")
  s <- summary(f, times = times, extend = TRUE)
  m <- lapply(taus, function(tau) { t <- summary(f, rmean = tau)$table
    list(tau = tau, mean = unname(t[grep("rmean", names(t))[1]]), se = unname(t[grep("se\\(rmean", names(t))])) })
  list(at = lapply(seq_along(times), function(i) list(time = times[i], survival = s$surv[i], se = s$std.err[i], lower = s$lower[i], upper = s$upper[i], at_risk = s$n.risk[i])), means = m)
}
a <- read.csv("bfeed.csv"); names(a) <- c("time", "event")
b <- read.csv("bfeed_administratively_censored.csv"); names(b) <- c("time", "event")
out$bfeed <- km(a, c(1, 2, 4, 8, 12, 17, 26, 39, 52), c(12, 120 / 7, 26, 52))
out$administratively_censored <- c(km(b, c(1, 4, 12, 26, 52), c(26, 52)), list(before_26 = summary(survfit(Surv(time, event) ~ 1, b), times = 26 - 1e-6)$surv))

# Curves with interval-censored children: the likelihood maximised on every day by plain EM, without knowledge of innermost intervals
v <- read.csv("visits.csv")
one <- function(d) {
  last <- max(d$upper[is.finite(d$upper)], d$lower + 1); days <- 0:last                # column last + 1: beyond all
  cols <- c(days, Inf)
  A <- t(mapply(function(l, u) as.numeric(if (l == u) cols == l else cols > l & cols <= u), d$lower, d$upper))
  n <- sum(d$count); p <- rep(1 / ncol(A), ncol(A))
  for (i in 1:200000) { q <- p * drop(crossprod(A, d$count / drop(A %*% p))) / n; done <- max(abs(q - p)) < 1e-15; p <- q; if (done) break }
  loglik <- sum(d$count * log(drop(A %*% p)))
  slope <- drop(crossprod(A, d$count / drop(A %*% p))) - n                             # <= 0 everywhere at the maximum
  mean_of <- function(tau) pmin(cols, tau)
  g <- list(at_least_182 = as.numeric(cols >= 182), over_14 = as.numeric(cols > 14), mean_365 = mean_of(365), mean_182 = mean_of(182))
  k <- which(p > 1e-9); J <- crossprod(A[, k, drop = FALSE], A[, k, drop = FALSE] * (d$count / drop(A %*% p)^2))
  e <- eigen(J * outer(sqrt(p[k]), sqrt(p[k])), symmetric = TRUE); keep <- e$values > 1e-9 * max(e$values)
  inv <- e$vectors[, keep, drop = FALSE] %*% (t(e$vectors[, keep, drop = FALSE]) / e$values[keep])
  var_of <- function(x) { x <- sqrt(p[k]) * (x[k] - sum(p * x)); drop(t(x) %*% inv %*% x) }
  strict <- is.finite(d$upper) & d$lower < d$upper
  list(n = n, iterations = i, log_likelihood = loglik, greatest_slope = max(slope), interval_censored = sum(d$count[strict]),
       values = lapply(g, function(x) list(value = sum(p * x), se = sqrt(var_of(x)))),
       survival = lapply(c(0, 14, 63, 119, 182), function(t) list(day = t, survival = sum(p[cols > t]))))
}
out$visits <- lapply(split(v, v$sample), one)
write(toJSON(out, auto_unbox = TRUE, digits = 14, pretty = TRUE), "expected.json")
