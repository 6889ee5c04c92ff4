# The series, the design and generalised least squares by explicit matrices: sourced by compute.R and compute_methods.R.
# nottem, Nile, LakeHuron, Seatbelts, UKgas, airmiles and nhtemp are R's own (package datasets, GPL); the others are simulated here.
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
months <- function(from, n) { i <- from[1] * 12 + from[2] - 1 + 0:(n - 1); sprintf("%04d-%02d", i %/% 12, i %% 12 + 1) }
ar1 <- function(n, rho, tau) { u <- numeric(n); u[1] <- rnorm(1) * tau; for (t in 2:n) u[t] <- rho * u[t - 1] + rnorm(1) * tau * sqrt(1 - rho^2); u }
set.seed(417)
n <- 100; s <- runif(n, 1.2, 2.4); k <- 0:(n - 1)
sampled <- data.frame(period = months(c(2016, 3), n), s = s,
                      y = 109 + 0.02 * k + 2 * cos(2 * pi * k / 12) + ifelse(k >= 70, 3 + 0.05 * (k - 70), 0) + ar1(n, 0.7, 1.5) + rnorm(n) * s)[-c(12, 13, 40, 85), ]
n <- 60; s <- runif(n, 2, 3); k <- 0:(n - 1)
quiet <- data.frame(period = months(c(2019, 1), n), s = s, y = 12 + ifelse(k >= 36, 2, 0) + rnorm(n) * s)
n <- 48; k <- 0:(n - 1)
quarters <- data.frame(period = sprintf("%dQ%d", 2008 + k %/% 4, k %% 4 + 1),
                       y = 50 - 0.1 * k + ifelse(k >= 30, -4, 0) + ar1(n, 0.5, 2))[-c(7, 20), ]
series <- list(
  sampled = list(data = sampled, start = "2022-01", year = 12, pairs = 2),
  quiet = list(data = quiet, start = "2022-01", year = 12, pairs = 2),
  quarters = list(data = quarters, start = "2015Q3", year = 4, pairs = 1),
  seatbelts = list(data = data.frame(period = months(c(1969, 1), 192), y = log(as.numeric(Seatbelts[, "drivers"]))), start = "1983-02", year = 12, pairs = 2),
  nottem = list(data = data.frame(period = months(c(1920, 1), 240), y = as.numeric(nottem)), start = "1930-01", year = 12, pairs = 2),
  nile = list(data = data.frame(period = 1871:1970, y = as.numeric(Nile)), start = "1899", year = 1, pairs = 0),
  huron = list(data = data.frame(period = 1875:1972, y = as.numeric(LakeHuron)), start = "1930", year = 1, pairs = 0))
position <- function(p, year) { p <- as.character(p); y <- as.integer(substr(p, 1, 4))
  if (year == 12) y * 12 + as.integer(substr(p, 6, 7)) - 1 else if (year == 4) y * 4 + as.integer(substr(p, 6, 6)) - 1 else y }
design <- function(i, start, year, pairs) { t <- i - start; D <- as.numeric(t >= 0); X <- cbind(1, t, D, t * D)
  for (k in seq_len(pairs)) X <- cbind(X, sin(2 * pi * k * (i %% year) / year), cos(2 * pi * k * (i %% year) / year)); unname(X) }
gls_cell <- function(y, X, V) { C <- chol(V); w <- backsolve(C, cbind(X, y), transpose = TRUE); p <- ncol(X)
  W <- w[, 1:p]; info <- crossprod(W); b <- solve(info, crossprod(W, w[, p + 1])); rss <- sum((w[, p + 1] - W %*% b)^2)
  list(b = drop(b), cov = solve(info), rss = rss, logdet = 2 * sum(log(diag(C))), loginfo = as.numeric(determinant(info)$modulus)) }
# More series, for compute_methods.R: their random numbers come after, so those above stay as they were.
set.seed(1893)
simulated <- function(first, n, from, rho, sd) { k <- 0:(n - 1)
  data.frame(period = months(first, n), y = 40 - 0.03 * k + 1.5 * sin(2 * pi * k / 12) + ifelse(k >= from, 2 + 0.04 * (k - from), 0) + ar1(n, rho, sd)) }
more_series <- list(
  short = list(data = simulated(c(2021, 5), 28, 16, 0.4, 1), start = "2022-09", year = 12, pairs = 1),
  strong = list(data = simulated(c(2014, 1), 108, 70, 0.9, 2), start = "2019-11", year = 12, pairs = 2),
  alternating = list(data = simulated(c(2015, 1), 72, 40, -0.6, 1.5)[-c(9, 33, 34, 35), ], start = "2018-05", year = 12, pairs = 2),
  gas = list(data = data.frame(period = sprintf("%dQ%d", 1960 + 0:107 %/% 4, 0:107 %% 4 + 1), y = log(as.numeric(UKgas))), start = "1971Q1", year = 4, pairs = 1),
  airmiles = list(data = data.frame(period = 1937:1960, y = log(as.numeric(airmiles))), start = "1946", year = 1, pairs = 0),
  haven = list(data = data.frame(period = 1912:1971, y = as.numeric(nhtemp)), start = "1940", year = 1, pairs = 0))
n <- 90; k <- 0:(n - 1); births <- round(400 + 60 * cos(2 * pi * k / 12) + rnorm(n) * 20)
calls <- data.frame(period = months(c(2012, 1), n), events = rnbinom(n, mu = births * exp(-2.4 + 0.004 * k + 0.15 * (k >= 60) + ar1(n, 0.3, 0.05)), size = 60), denominator = births)
n <- 40; k <- 0:(n - 1); visits <- round(runif(n, 90, 160))
shares <- data.frame(period = sprintf("%dQ%d", 2010 + k %/% 4, k %% 4 + 1), events = rbinom(n, visits, plogis(-1.8 + 0.3 * (k >= 24) + 0.02 * pmax(k - 24, 0) + 0.2 * rnorm(n))), denominator = visits)
counted <- list(
  calls = list(data = calls, start = "2017-01", year = 12, pairs = 2, family = "quasipoisson"),
  shares = list(data = shares, start = "2016Q1", year = 4, pairs = 1, family = "quasibinomial"),
  vans = list(data = data.frame(period = months(c(1969, 1), 192), events = as.numeric(Seatbelts[, "VanKilled"]), denominator = as.numeric(Seatbelts[, "kms"])), start = "1983-02", year = 12, pairs = 2, family = "quasipoisson"),
  drivers = list(data = data.frame(period = months(c(1969, 1), 192), events = as.numeric(Seatbelts[, "DriversKilled"]), denominator = as.numeric(Seatbelts[, "drivers"])), start = "1983-02", year = 12, pairs = 2, family = "quasibinomial"))
