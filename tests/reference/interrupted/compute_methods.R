# Reference numbers of the other error models and of counts for tests/reference/interrupted: Rscript compute_methods.R, in this folder,
# writes methods.json. nlme (gls, REML and ML), stats (arima, glm), sandwich (NeweyWest); Prais-Winsten and Kenward-Roger by explicit
# matrices here. Nothing shares code with the package.
suppressMessages({library(nlme); library(sandwich); library(jsonlite)})
source("series.R")
contrast_rows <- function(i, start, p) { C <- diag(p); C <- rbind(C, 0); C[p + 1, 3] <- 1; C[p + 1, 4] <- mean(i[i >= start] - start); C } # each coefficient, then the mean change

# gls from several starts, the highest likelihood kept
best_gls <- function(d, method) { tight <- glsControl(maxIter = 500, msMaxIter = 5000, tolerance = 1e-14, msTol = 1e-15, opt = "nlminb", returnObject = TRUE) # returnObject: at machine precision nlminb calls it "false convergence"
  fits <- lapply(c(0, 0.5, 0.9, -0.5), function(rho) tryCatch(suppressWarnings(gls(y ~ X - 1, d, correlation = corAR1(rho, form = ~i), method = method, control = tight)), error = function(e) NULL))
  fits <- Filter(Negate(is.null), fits); fits[[which.max(sapply(fits, logLik))]] }
gls_numbers <- function(g) list(coefficients = unname(coef(g)), standard_errors = unname(summary(g)$tTable[, 2]), sigma = g$sigma,
  rho = unname(coef(g$modelStruct$corStruct, unconstrained = FALSE)), log_likelihood = as.numeric(logLik(g)))

# Kenward and Roger (1997) in (sigma^2, rho), expected information, straight from their formulas with V and its derivatives
kenward_roger <- function(X, i, rho, sigma2, C) { n <- nrow(X); gap <- abs(outer(i, i, "-")); pow <- function(k) ifelse(k < 0, 0, rho^pmax(k, 0))
  R <- pow(gap); dR <- gap * pow(gap - 1); ddR <- gap * (gap - 1) * pow(gap - 2)
  V <- sigma2 * R; first <- list(R, sigma2 * dR); second <- list(list(0 * R, dR), list(dR, sigma2 * ddR))
  Vi <- solve(V); Phi <- solve(t(X) %*% Vi %*% X); G <- Vi - Vi %*% X %*% Phi %*% t(X) %*% Vi; trace <- function(m) sum(diag(m))
  info <- matrix(0, 2, 2); for (a in 1:2) for (b in 1:2) info[a, b] <- trace(G %*% first[[a]] %*% G %*% first[[b]]) / 2
  W <- solve(info); P <- lapply(first, function(D) -t(X) %*% Vi %*% D %*% Vi %*% X); sum <- 0 * Phi
  for (a in 1:2) for (b in 1:2) { Q <- t(X) %*% Vi %*% first[[a]] %*% Vi %*% first[[b]] %*% Vi %*% X; S <- t(X) %*% Vi %*% second[[a]][[b]] %*% Vi %*% X
    sum <- sum + W[a, b] * (Q - P[[a]] %*% Phi %*% P[[b]] - S / 4) }
  adjusted <- Phi + 2 * Phi %*% sum %*% Phi
  df <- apply(C, 1, function(l) { g <- sapply(P, function(p) -drop(l %*% Phi %*% p %*% Phi %*% l)); 2 * drop(l %*% Phi %*% l)^2 / drop(g %*% W %*% g) })
  list(standard_errors = sqrt(diag(C %*% adjusted %*% t(C))), degrees_of_freedom = df) }

# Prais and Winsten, rho by regression of each residual on the one before (neighbouring periods only), iterated
prais_winsten <- function(y, X, i) { n <- length(y); gap <- diff(i); b <- qr.solve(X, y); rho <- 0
  for (turn in 1:5000) { e <- drop(y - X %*% b); near <- which(gap == 1); found <- sum(e[near + 1] * e[near]) / sum(e[near]^2)
    turned <- function(z) { z <- as.matrix(z); k <- sqrt((1 - found^2) / (1 - found^(2 * gap)))
      rbind(sqrt(1 - found^2) * z[1, ], k * (z[-1, , drop = FALSE] - found^gap * z[-n, , drop = FALSE])) }
    ys <- turned(y); Xs <- turned(X); b <- qr.solve(Xs, ys); if (abs(found - rho) < 1e-14) break; rho <- found }
  s2 <- sum((ys - Xs %*% b)^2) / (n - ncol(X))
  list(coefficients = drop(b), standard_errors = sqrt(diag(s2 * solve(crossprod(Xs)))), rho = found, sigma = sqrt(s2 / (1 - found^2))) }

arima_numbers <- function(y, i, z, order = c(1, 0, 0), seasonal = c(0, 0, 0)) { all <- min(i):max(i); whole <- rep(NA, length(all)); whole[match(i, all)] <- y
  X <- design(all, position(z$start, z$year), z$year, z$pairs); colnames(X) <- paste0("x", seq_len(ncol(X))); k <- sum(order, seasonal)
  a <- arima(whole, order, seasonal = list(order = seasonal, period = if (any(seasonal > 0)) z$year else NA), xreg = X, include.mean = FALSE, method = "ML",
             optim.control = list(reltol = 1e-16, maxit = 5000, ndeps = rep(5e-5, k + ncol(X))))
  list(coefficients = unname(coef(a)[-(1:k)]), standard_errors = unname(sqrt(diag(a$var.coef))[-(1:k)]), arma = unname(coef(a)[1:k]), sigma2 = a$sigma2, log_likelihood = a$loglik) }

one_series <- function(name, z) { d <- z$data; write.csv(d, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  i <- position(d$period, z$year); start <- position(z$start, z$year); X <- design(i, start, z$year, z$pairs); D <- data.frame(y = d$y, X = I(X), i = i)
  reml <- gls_numbers(best_gls(D, "REML")); C <- contrast_rows(i, start, ncol(X))
  list(start = z$start, harmonics = z$pairs, reml = reml, ml = gls_numbers(best_gls(D, "ML")), kenward_roger = kenward_roger(X, i, reml$rho, reml$sigma^2, C),
       prais_winsten = prais_winsten(d$y, X, i), arima = arima_numbers(d$y, i, z)) }

one_counted <- function(name, z) { d <- z$data; write.csv(d, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  i <- position(d$period, z$year); start <- position(z$start, z$year); X <- design(i, start, z$year, z$pairs); tight <- glm.control(epsilon = 1e-16, maxit = 60) # to the last digit, which glm calls not converged
  g <- suppressWarnings(if (z$family == "quasipoisson") glm(d$events ~ X - 1 + offset(log(d$denominator)), quasipoisson, control = tight) else glm(cbind(d$events, d$denominator - d$events) ~ X - 1, quasibinomial, control = tight))
  inverse <- if (z$family == "quasipoisson") exp else plogis; steep <- if (z$family == "quasipoisson") exp else dlogis
  N <- X; N[, 3:4] <- 0; b <- coef(g); V <- vcov(g); post <- i >= start; eta <- drop(X %*% b)[post]; eta0 <- drop(N %*% b)[post]
  delta <- function(w) { w <- w / sum(w); J <- colSums(w * (steep(eta) * X[post, ] - steep(eta0) * N[post, ])); c(sum(w * (inverse(eta) - inverse(eta0))), sqrt(drop(J %*% V %*% J))) }
  logs <- function(w) { w <- w / sum(w); f <- sum(w * inverse(eta)); f0 <- sum(w * inverse(eta0)); J <- colSums(w * steep(eta) * X[post, ]) / f - colSums(w * steep(eta0) * N[post, ]) / f0; c(log(f / f0), sqrt(drop(J %*% V %*% J))) }
  list(start = z$start, harmonics = z$pairs, family = z$family, coefficients = unname(b), standard_errors = unname(sqrt(diag(V))), dispersion = summary(g)$dispersion,
       newey_west_4 = unname(sqrt(diag(NeweyWest(g, lag = 4, prewhite = FALSE, adjust = TRUE)))), mean_change = delta(rep(1, sum(post))), weighted_mean_change = delta(d$denominator[post]), log_relative = logs(rep(1, sum(post)))) }

found <- Map(one_series, names(c(series, more_series)), c(series, more_series))
found$gas$seasonal_arima <- with(more_series$gas, arima_numbers(data$y, position(data$period, 4), more_series$gas, c(1, 0, 0), c(1, 0, 0)))
versions <- list(R = R.version.string, nlme = as.character(packageVersion("nlme")), sandwich = as.character(packageVersion("sandwich")), jsonlite = as.character(packageVersion("jsonlite")))
writeLines(toJSON(list(versions = versions, series = found, counted = Map(one_counted, names(counted), counted)), digits = 14, auto_unbox = TRUE, pretty = 1), "methods.json")
