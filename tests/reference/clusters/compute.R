# Reference numbers for tests/reference/clusters: Rscript compute.R, in this folder, writes expected.json.
# Pooling by metafor with tightened control; all else base R or explicit formulas. Shares no code with the package.
suppressMessages({library(jsonlite); library(metafor); library(metadat)})
tight <- list(threshold = 1e-13, maxiter = 10000, tol = 1e-13)
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
pritz <- escalc(measure = "PLO", xi = xi, ni = ni, data = dat.pritz1997)
set.seed(4); m <- 40; v40 <- exp(rnorm(m, -1, 1.2)); y40 <- rnorm(m, 3, sqrt(v40 + .4))
sets <- list(bcg = list(y = as.numeric(bcg$yi), v = as.numeric(bcg$vi)), pritz = list(y = as.numeric(pritz$yi), v = as.numeric(pritz$vi)),
  five = list(y = c(2.1, -.4, 3.3, 1, .2), v = c(.9, .7, 1.4, .6, 1.1)^2), alike = list(y = c(1, 1.1, .9, 1.05, .95), v = rep(.25, 5)),
  two = list(y = c(4, 7.5), v = c(.5, 1.3)), apart = list(y = c(-20, 4, 31), v = c(1, 2, .5)), forty = list(y = y40, v = v40))
one <- function(y, v, method, test) { r <- rma(y, v, method = method, test = test, control = tight); p <- predict(r)
  list(method = tolower(method), test = test, value = r$b[1], standard_error = r$se, p_value = r$pval, lower = r$ci.lb, upper = r$ci.ub,
    between = r$tau2, between_se = if (is.na(r$se.tau2)) NULL else r$se.tau2, i2 = r$I2, h2 = r$H2, q = r$QE, q_p = r$QEp, prediction_lower = p$pi.lb, prediction_upper = p$pi.ub) }
pooled <- lapply(sets, function(s) { runs <- list()
  for (me in c("REML", "ML", "DL", "PM", "SJ")) for (te in c("adhoc", "knha", "z")) runs <- c(runs, list(one(s$y, s$v, me, te)))
  fe <- rma(s$y, s$v, method = "FE"); ci <- confint(rma(s$y, s$v, method = "REML", control = tight), control = list(tol = 1e-13, maxiter = 1e5, tau2.max = 1e5))$random
  r <- rma(s$y, s$v, method = "REML", control = tight); b <- blup(r); l <- if (length(s$y) > 2) leave1out(rma(s$y, s$v, method = "DL"))
  list(y = s$y, v = s$v, runs = runs, fixed = list(value = fe$b[1], standard_error = fe$se, lower = fe$ci.lb, upper = fe$ci.ub, p_value = fe$pval, i2 = fe$I2, h2 = fe$H2),
    profile = ci[1, 2:3], profile_i2 = ci[3, 2:3], shrunk = list(value = b$pred, standard_error = b$se, lower = b$pi.lb, upper = b$pi.ub),
    without = if (!is.null(l)) list(value = l$estimate, between = l$tau2, i2 = l$I2)) })
mr <- rma(yi, vi, mods = ~ ablat, data = bcg, method = "REML", control = tight)
regression <- list(x = bcg$ablat, coefficients = as.numeric(mr$b), standard_errors = mr$se, between = mr$tau2, r2 = mr$R2, qm = mr$QM, qm_p = mr$QMp, qe = mr$QE)
# proportions: 13 invented units, the last far larger; limits, intervals, shrinkage
set.seed(5); n <- c(8, 31, 55, 90, 140, 190, 260, 330, 420, 560, 800, 1200, 5200); r <- rbinom(13, n, plogis(qlogis(.3) + rnorm(13, 0, .25))); r[1] <- 0
th <- sum(r) / sum(n); s <- sqrt(th * (1 - th) / n); z <- (r / n - th) / s; q <- quantile(z, c(.1, .9), type = 7); zw <- pmin(pmax(z, q[1]), q[2]); phi <- mean(zw^2); w <- 1 / s^2
tau2 <- max(0, (13 * phi - 12) / (sum(w) - sum(w^2) / sum(w))); P <- c(.001, .025, .975, .999)
ex <- function(pr) { k <- qbinom(pr, n, th); F1 <- pbinom(k, n, th); F0 <- pbinom(k - 1, n, th); (k - (F1 - pr) / (F1 - F0)) / n }
wil <- t(sapply(1:13, function(i) suppressWarnings(prop.test(r[i], n[i], correct = FALSE)$conf.int))); cp <- t(sapply(1:13, function(i) binom.test(r[i], n[i])$conf.int))
newc <- function(i, j) { d <- r[i] / n[i] - r[j] / n[j]; c(d, d - sqrt((r[i] / n[i] - wil[i, 1])^2 + (wil[j, 2] - r[j] / n[j])^2), d + sqrt((wil[i, 2] - r[i] / n[i])^2 + (r[j] / n[j] - wil[j, 1])^2)) }
bb <- function(t) { a <- exp(t[1]); b <- exp(t[2]); -sum(lchoose(n, r) + lbeta(r + a, n - r + b) - lbeta(a, b)) }
o <- optim(c(log(5), log(12)), bb, method = "BFGS", control = list(reltol = 1e-16, maxit = 5000)); o <- nlm(bb, o$par, gradtol = 1e-12, steptol = 1e-14, iterlim = 1000); a <- exp(o$estimate[1]); b <- exp(o$estimate[2])
ct <- chisq.test(rbind(r, n - r), correct = FALSE); tt <- prop.trend.test(r, n)
mv <- c(101, 118, 96, 110, 104, 93, 125, 108); ms <- c(2, 4, 3, 1.5, 2.5, 6, 5, 1); mt <- sum(mv / ms^2) / sum(1 / ms^2); mz <- (mv - mt) / ms; mq <- quantile(mz, c(.1, .9), type = 7); mzw <- pmin(pmax(mz, mq[1]), mq[2]); mphi <- mean(mzw^2)
mw <- 1 / ms^2; mtau2 <- max(0, (8 * mphi - 7) / (sum(mw) - sum(mw^2) / sum(mw)))
proportions <- list(r = r, n = n, target = th, z = z, winsorised = zw, phi = phi, phi_raw = mean(z^2), between = tau2, exact = lapply(P, ex),
  multiplicative = lapply(P, function(p) th + qnorm(p) * s * sqrt(max(1, phi))), additive = lapply(P, function(p) th + qnorm(p) * sqrt(s^2 + tau2)), normal = lapply(P, function(p) th + qnorm(p) * s),
  wilson = wil, clopper_pearson = cp, jeffreys = cbind(qbeta(.025, r + .5, n - r + .5), qbeta(.975, r + .5, n - r + .5)), newcombe = list(newc(4, 13), newc(1, 2)),
  chisq = unname(ct$statistic), chisq_p = ct$p.value, trend = unname(tt$statistic), trend_p = tt$p.value,
  beta_binomial = list(alpha = a, beta = b, loglik = -o$minimum, value = (r + a) / (n + a + b), lower = qbeta(.025, r + a, n - r + b), upper = qbeta(.975, r + a, n - r + b)))
means <- list(values = mv, errors = ms, target = mt, z = mz, phi = mphi, between = mtau2, multiplicative = lapply(P, function(p) mt + qnorm(p) * ms * sqrt(max(1, mphi))), additive = lapply(P, function(p) mt + qnorm(p) * sqrt(ms^2 + mtau2)))
# joint model: matrix-normal regression with cluster x change under a known error correlation, by explicit algebra
set.seed(6); k <- 4; N <- 60; t <- 1:N; T0 <- 41; D <- as.numeric(t >= T0); X <- cbind(1, t - T0, D, (t - T0) * D)
Y <- sapply(1:k, function(j) 50 + j + as.numeric(arima.sim(list(ar = .4), N)) * c(1, 1.5, .8, 1.2)[j] + c(0, 0, 3, 0)[j] * D) + as.numeric(arima.sim(list(ar = .7), N))
a0 <- c(0, 0, 1, mean((t - T0)[D == 1])); C <- contr.helmert(k)
joint <- function(rho, share) { V <- share * rho^abs(outer(t, t, "-")) + (1 - share) * diag(N); Vi <- solve(V); Phi <- solve(t(X) %*% Vi %*% X); Z <- Y %*% C; B <- Phi %*% t(X) %*% Vi %*% Z; E <- Z - X %*% B
  S <- t(E) %*% Vi %*% E; nu <- N - ncol(X); d <- drop(t(a0) %*% B); m <- k - 1; T2 <- drop(d %*% solve(S / nu) %*% d) / drop(t(a0) %*% Phi %*% a0); f <- T2 * (nu - m + 1) / (nu * m)
  ll <- -m / 2 * (determinant(V)$modulus + determinant(t(X) %*% Vi %*% X)$modulus) - nu / 2 * determinant(S)$modulus
  list(rho = rho, share = share, loglik = as.numeric(ll), f = f, df = c(m, nu - m + 1), p = pf(f, m, nu - m + 1, lower.tail = FALSE)) }
best <- optim(c(.4, .7), function(p) -joint(p[1], p[2])$loglik, method = "L-BFGS-B", lower = 0, upper = c(.98, 1), control = list(factr = 10))
# the same with the doubt about the correlation in it: exact p-values averaged by restricted likelihood times the prior sqrt(1 - rho), Gauss-Legendre (Golub and Welsch) over [0, .99) x (0, 1)
legendre <- function(m) { i <- 1:(m - 1); b <- i / sqrt(4 * i^2 - 1); J <- diag(0, m); J[cbind(i, i + 1)] <- b; J[cbind(i + 1, i)] <- b; e <- eigen(J, symmetric = TRUE); list(x = (e$values + 1) / 2, w = e$vectors[1, ]^2) }
gr <- legendre(80); gs <- legendre(40); cells <- expand.grid(r = 1:80, s = 1:40); told <- mapply(function(r, s) unlist(joint(.99 * gr$x[r], gs$x[s])[c("loglik", "p")]), cells$r, cells$s)
mass <- gr$w[cells$r] * gs$w[cells$s] * sqrt(1 - .99 * gr$x[cells$r]) * exp(told["loglik", ] - max(told["loglik", ])); mass <- mass / sum(mass)
averaged <- list(p = sum(mass * told["p", ]), rho = sum(mass * .99 * gr$x[cells$r]), share = sum(mass * gs$x[cells$s]))
w1 <- c(4, 2.5, 8, 1) ; e1 <- c(.9, .7, 1.4, .6); v1 <- c(80, 60, 90, 70); W <- 1 / e1^2; mu <- sum(W * w1) / sum(W); Qw <- sum(W * (w1 - mu)^2); L <- sum((1 - W / sum(W))^2 / v1); kk <- 4
welch <- list(values = w1, errors = e1, df = v1, q = Qw, p = pchisq(Qw, kk - 1, lower.tail = FALSE), f = (Qw / (kk - 1)) / (1 + 2 * (kk - 2) / (kk^2 - 1) * L), df2 = (kk^2 - 1) / (3 * L))
write(toJSON(list(R = R.version.string, packages = list(metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat"))),
  pooled = pooled, regression = regression, regression_sj = list(between = rma(yi, vi, mods = ~ablat, data = bcg, method = "SJ")$tau2), proportions = proportions, means = means, joint = list(Y = Y, start = T0, fixed = list(joint(0, 0), joint(.5, 1), joint(.6, .5)), fitted = joint(best$par[1], best$par[2]), averaged = averaged), welch = welch),
  auto_unbox = TRUE, digits = I(15), null = "null", na = "null"), "expected.json")
