# Reference numbers of the checks for tests/reference/checks: Rscript compute.R, in this folder, writes expected.json.
# stats::p.adjust, stats::Box.test, closed formulas and explicit matrix algebra; nothing here shares code with the package.
suppressMessages(library(jsonlite))
p_sets <- list(
  # the 15 p-values of Benjamini and Hochberg 1995, J R Stat Soc B 57, 289, and sets of our own
  bh1995 = c(.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1),
  ties = c(.01, .01, .02, .03, .03, .2, .5), one = .03, reversed = c(.9, .04, .03, .02, .01), equal = rep(.04, 5),
  gap = c(.012, NA, .002, .31, .0499, .0501))
adjusted <- lapply(p_sets, function(p) list(p = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH")))
e <- function(rr) { r <- ifelse(rr < 1, 1 / rr, rr); r + sqrt(r * (r - 1)) }
e_limit <- function(rr, lower, upper) if (lower <= 1 && upper >= 1) 1 else if (rr > 1) e(lower) else e(upper)
ratios <- list(c(3.9, 1.8, 8.7), c(.8, .71, .91), c(1.1, .98, 1.23), c(.885, .839, .933))
e_values <- lapply(ratios, function(x) list(risk_ratio = x[1], lower = x[2], upper = x[3], value = e(x[1]), limit = e_limit(x[1], x[2], x[3])))
# standard errors of generalised least squares under a known AR(1) covariance; n periods, the start is number T0
gls <- function(n, T0, rho, sd, season) {
  t <- seq_len(n); D <- as.numeric(t >= T0); X <- cbind(1, t - T0, D, (t - T0) * D)
  if (season) X <- cbind(X, sin(2 * pi * t / 12), cos(2 * pi * t / 12), sin(4 * pi * t / 12), cos(4 * pi * t / 12))
  V <- sd^2 * rho^abs(outer(t, t, "-")); C <- solve(t(X) %*% solve(V) %*% X); p <- ncol(X)
  se <- function(c) sqrt(drop(t(c) %*% C %*% c)); unit <- diag(p)
  mean_change <- unit[, 3] + mean(t[t >= T0] - T0) * unit[, 4]; df <- n - p
  list(n = n, T0 = T0, rho = rho, sd = sd, harmonics = if (season) 2 else 0, level = se(unit[, 3]), slope = se(unit[, 4]),
    after_12 = se(unit[, 3] + 11 * unit[, 4]), mean_change = se(mean_change),
    mde_mean_change = (qt(.975, df) + qt(.8, df)) * se(mean_change)) }
plans <- list(list(24, 13, 0, 1), list(48, 25, .4, 2), list(90, 61, .2, 1.5), list(90, 61, .6, 1.5), list(123, 64, .4, 3))
power <- unlist(lapply(plans, function(a) lapply(c(FALSE, TRUE), function(s) do.call(gls, c(a, s)))), recursive = FALSE)
x <- as.numeric(nottem[1:120]); x <- residuals(lm(x ~ factor(cycle(nottem)[1:120])))   # temperatures at Nottingham, R's own data
boxes <- lapply(c(1, 6, 12), function(k) { b <- Box.test(x, lag = k, type = "Ljung-Box", fitdf = if (k > 1) 1 else 0)
  list(lags = k, fitted = if (k > 1) 1 else 0, statistic = unname(b$statistic), p_value = b$p.value) })
numbers <- list(R = R.version.string, multiplicity = adjusted, e_values = e_values, power = power,
  ljung_box = list(residuals = unname(x), autocorrelation = as.numeric(acf(x, 12, plot = FALSE)$acf)[-1], tests = boxes))
write(toJSON(numbers, auto_unbox = TRUE, digits = 12, pretty = FALSE, na = "null"), "expected.json")
