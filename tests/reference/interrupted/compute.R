# Reference numbers of the default method, least squares and Newey-West for tests/reference/interrupted: Rscript compute.R, in this
# folder, writes numbers.json. Explicit matrix algebra (Cholesky of V), nlme and sandwich; nothing here shares code with the package.
suppressMessages({library(nlme); library(sandwich); library(jsonlite)})
source("series.R")
contrasts3 <- function(i, start, p) { C <- matrix(0, 3, p); post <- i[i >= start] - start; C[1, 3] <- 1; C[1, 4] <- mean(post); C[2, 3] <- 1; C[3, 4] <- 1; C }
mixture <- function(w, m, se, cdf, inflation) { point <- sum(w * m); q <- function(p) uniroot(function(x) sum(w * cdf((x - m) / se)) - p, range(m) + c(-12, 12) * max(se), tol = 1e-12)$root
  list(value = point, lower = q(0.025), upper = q(0.975), standard_error = sqrt(sum(w * (se^2 * inflation + (m - point)^2))), below_zero = sum(w * cdf(-m / se))) }
names3 <- c("mean_change", "level_change", "slope_change")
RHO_TILT <- 0.5 # priors of the package with sampling variances: rho ~ (1 + rho)^RHO_TILT, tau flat
brute_known <- function(y, X, i, s, C, rhos = 180, taus = 140) { fit <- lm.fit(X, y); r <- sqrt(sum(fit$residuals^2) / (length(y) - ncol(X)))
  gap <- abs(outer(i, i, "-")); e <- asin(0.99) * (-1 + 2 * (0:rhos) / rhos); R <- sin((e[-1] + e[-length(e)]) / 2); rho_width <- diff(sin(e))
  # tau on midpoints of a quadratic scale: fine near zero, out to 24 residual sds
  e <- 24 * r * ((0:taus) / taus)^2; mid <- 24 * r * ((1:taus - 0.5) / taus)^2; width <- diff(e)
  out <- NULL; for (a in seq_along(R)) { rho <- R[a]; K <- sign(rho)^gap * abs(rho)^gap; for (j in seq_along(mid)) { g <- gls_cell(y, X, mid[j]^2 * K + diag(s^2))
    out <- rbind(out, c(-0.5 * (g$logdet + g$loginfo + g$rss) + RHO_TILT * log(1 + rho) + log(rho_width[a]) + log(width[j]), drop(C %*% g$b), sqrt(diag(C %*% g$cov %*% t(C))))) } }
  w <- exp(out[, 1] - max(out[, 1])); w <- w / sum(w); keep <- w > 1e-14
  setNames(lapply(1:3, function(k) mixture(w[keep], out[keep, 1 + k], out[keep, 4 + k], pnorm, 1)), names3) }
brute_profiled <- function(y, X, i, C, rhos = 4000) { df <- length(y) - ncol(X); gap <- abs(outer(i, i, "-")); R <- -0.99 + 1.98 * (seq_len(rhos) - 0.5) / rhos
  out <- t(sapply(R, function(rho) { g <- gls_cell(y, X, sign(rho)^gap * abs(rho)^gap); s2 <- g$rss / df
    c(-0.5 * (g$logdet + g$loginfo + df * log(g$rss)), drop(C %*% g$b), sqrt(s2 * diag(C %*% g$cov %*% t(C)))) }))
  w <- exp(out[, 1] - max(out[, 1])); w <- w / sum(w); setNames(lapply(1:3, function(k) mixture(w, out[, 1 + k], out[, 4 + k], function(z) pt(z, df), df / (df - 2))), names3) }
results <- lapply(names(series), function(name) { z <- series[[name]]; d <- z$data; write.csv(d, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  i <- position(d$period, z$year); start <- position(z$start, z$year); X <- design(i, start, z$year, z$pairs); y <- d$y; n <- length(y); p <- ncol(X)
  m <- lm(y ~ X - 1); out <- list(start = z$start, n = n, ols = list(coefficients = unname(coef(m)), standard_errors = unname(sqrt(diag(vcov(m))))))
  if (all(diff(i) == 1)) { for (L in c(1, 4)) out[[paste0("newey_west_", L)]] <- unname(sqrt(diag(NeweyWest(m, lag = L, prewhite = FALSE, adjust = TRUE))))
    D <- data.frame(y = y, X = I(X), i = i)
    out$gls <- lapply(c(0.3, 0.8), function(rho) { g <- gls(y ~ X - 1, D, correlation = corAR1(rho, form = ~i, fixed = TRUE), method = "REML"); list(rho = rho, coefficients = unname(coef(g)), standard_errors = unname(sqrt(diag(vcov(g)))), log_likelihood = as.numeric(logLik(g))) }) }
  gap <- abs(outer(i, i, "-")); C <- contrasts3(i, start, p)
  s <- if (is.null(d$s)) rep(sd(y) / 3, n) else d$s
  out$sampling_sd <- s
  out$cells <- lapply(list(c(-0.6, 0.5), c(0, 1), c(0.5, 0.8), c(0.9, 1.5), c(0.985, 3)), function(q) { tau <- q[2] * mean(s); g <- gls_cell(y, X, tau^2 * sign(q[1])^gap * abs(q[1])^gap + diag(s^2))
    list(rho = q[1], tau = tau, coefficients = g$b, standard_errors = sqrt(diag(g$cov)), log_likelihood = -0.5 * (g$logdet + g$loginfo + g$rss + (n - p) * log(2 * pi))) })
  out$profiled_mixture <- brute_profiled(y, X, i, C)
  if (!is.null(d$s)) out$known_mixture <- brute_known(y, X, i, s, C)
  out })
names(results) <- names(series)
versions <- list(R = R.version.string, nlme = as.character(packageVersion("nlme")), sandwich = as.character(packageVersion("sandwich")), jsonlite = as.character(packageVersion("jsonlite")))
writeLines(toJSON(list(versions = versions, series = results), digits = 14, auto_unbox = TRUE, pretty = 1), "numbers.json")
