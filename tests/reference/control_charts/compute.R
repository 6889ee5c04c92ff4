# Reference numbers for tests/reference/control_charts: Rscript compute.R, in this folder, writes expected.json.
# Explicit formulas in base R: the package qicharts2 was not at hand. Shares no code with the package.
suppressMessages(library(jsonlite)); set.seed(9)
rules <- function(y, m) { u <- y[!is.na(y) & y != m]; n <- length(u); r <- rle(u > m)
  list(y = y, median = m, points = n, longest_run = max(r$lengths), longest_allowed = round(log2(n)) + 3, crossings = length(r$lengths) - 1, fewest_allowed = qbinom(.05, n - 1, .5)) }
series <- list(round(rnorm(24), 1), c(rnorm(12), rnorm(12, 2)), as.numeric(arima.sim(list(ar = .8), 60)), rep(c(0, 1), 20), round(rnorm(300)), as.numeric(lh), as.numeric(LakeHuron), as.numeric(Nile), rnorm(11))
runs <- lapply(series, function(y) rules(y, median(y[1:(length(y) %/% 2)])))
limits <- lapply(c(2:60, 90, 100, 250, 1000), function(n) c(n, round(log2(n)) + 3, qbinom(.05, n - 1, .5)))
pchart <- function(r, n, b) { P <- sum(r[1:b]) / sum(n[1:b]); s <- sqrt(P * (1 - P) / n); z <- ((r / n - P) / s)[1:b]; chi <- pchisq(sum(z^2), b - 1, lower.tail = FALSE)
  sz <- if (chi < .05) max(1, mean(abs(diff(z))) / 1.128) else 1; list(r = r, n = n, baseline = b, kind = if (chi < .05) "p_prime" else "p", centre = P, sigma = sz, chi_p = chi, lower = pmax(0, P - 3 * sz * s), upper = pmin(1, P + 3 * sz * s)) }
n1 <- round(runif(30, 60, 400)); n2 <- round(runif(30, 2000, 9000)); n3 <- rep(15, 20)
p <- list(pchart(rbinom(30, n1, .2), n1, 20), pchart(rbinom(30, n2, plogis(qlogis(.2) + rnorm(30, 0, .15))), n2, 18), pchart(rbinom(20, n3, .04), n3, 12))
ichart <- function(y, b) { m <- mean(y[1:b]); w <- 3 * mean(abs(diff(y[1:b]))) / 1.128; list(y = y, baseline = b, centre = m, lower = m - w, upper = m + w) }
i <- list(ichart(as.numeric(Nile), 28), ichart(as.numeric(LakeHuron), 50))
y <- as.numeric(nottem); t <- seq_along(y) - 1; b <- 120; k <- t %% 12; S <- cbind(sin(2*pi*k/12), cos(2*pi*k/12), sin(4*pi*k/12), cos(4*pi*k/12)); f <- lm(y[1:b] ~ t[1:b] + S[1:b, ]); d <- y - drop(S %*% coef(f)[3:6])
write(toJSON(list(R = R.version.string, runs = runs, limits = limits, p = p, i = i, season = list(y = y, baseline = b, value = d, median = median(d[1:b]), after = rules(d[-(1:b)], median(d[1:b])))), auto_unbox = TRUE, digits = I(15)), "expected.json")
