# Reference numbers for groups, late entries, medians and interval censoring. Run inside this folder: Rscript compute_groups.R
suppressMessages({library(survival); library(jsonlite)})
options(digits = 15)
d <- read.csv("bfeed_groups.csv"); v <- read.csv("visits.csv")
out <- list(R = R.version.string, survival = as.character(packageVersion("survival")))
nan <- function(x) if (is.na(x)) NULL else unname(x)

# Median and its limits on the log(-log) band, by group, as printed by survfit and by quantile()
median_of <- function(f) { t <- summary(f)$table; q <- quantile(f, 0.5)
  list(value = nan(t["median"]), lower = nan(t["0.95LCL"]), upper = nan(t["0.95UCL"]), q_value = nan(q$quantile), q_lower = nan(q$lower), q_upper = nan(q$upper)) }
fit <- function(...) survfit(..., conf.type = "log-log")
out$median <- list(all = median_of(fit(Surv(duration, delta) ~ 1, d)))
for (g in c("smoke", "race")) for (level in sort(unique(d[[g]])))
  out$median[[paste0(g, level)]] <- median_of(fit(Surv(duration, delta) ~ 1, d[d[[g]] == level, ]))
small <- list(flat = list(time = 1:8, event = rep(1, 8)), flat_censored = list(time = c(1, 2, 3, 4, 5, 6), event = c(1, 1, 1, 0, 0, 1)),
              never = list(time = c(3, 5, 7, 9), event = c(1, 0, 0, 0)), tied = list(time = c(2, 2, 2, 4, 4, 6), event = c(1, 1, 1, 1, 0, 1)))
out$small <- lapply(small, function(s) c(s, median = list(median_of(fit(Surv(s$time, s$event) ~ 1)))))

# Late entries: everybody followed after `entry`
f <- fit(Surv(entry, duration, delta) ~ 1, d); s <- summary(f, times = c(2, 4, 8, 12, 26, 52)); t <- summary(f, rmean = 52)$table
out$entry <- list(at = data.frame(time = s$time, survival = s$surv, se = s$std.err, lower = s$lower, upper = s$upper, at_risk = s$n.risk), median = median_of(f),
                  mean_52 = unname(t["rmean"]), se_52 = unname(t["se(rmean)"]))

# Log-rank
lr <- function(formula) { x <- survdiff(formula, d); sum_up <- function(z) unname(if (is.matrix(z)) rowSums(z) else z)
  list(statistic = x$chisq, observed = sum_up(x$obs), expected = sum_up(x$exp)) }
out$log_rank <- list(smoke = lr(Surv(duration, delta) ~ smoke), race = lr(Surv(duration, delta) ~ race), poverty = lr(Surv(duration, delta) ~ poverty),
                     smoke_by_race = lr(Surv(duration, delta) ~ smoke + strata(race)), race_by_poverty = lr(Surv(duration, delta) ~ race + strata(poverty)))

# Cox; a row that stands for k children counts as k rows, which is what these rows are
tight <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 60)
co <- function(formula, ties) { m <- coxph(formula, d, ties = ties, control = tight); s <- summary(m)
  list(coefficient = unname(coef(m)), se = unname(sqrt(diag(vcov(m)))), p = unname(s$coef[, 5]), lower = unname(s$conf.int[, 3]), upper = unname(s$conf.int[, 4]),
       log_likelihood = m$loglik, score = m$score, wald = unname(m$wald.test)) }
forms <- list(plain = Surv(duration, delta) ~ factor(race) + poverty + smoke + yschool, strata = Surv(duration, delta) ~ smoke + yschool + strata(race),
              entry = Surv(entry, duration, delta) ~ smoke + poverty + yschool, entry_strata = Surv(entry, duration, delta) ~ smoke + yschool + strata(poverty))
out$cox <- lapply(forms, function(x) lapply(c(efron = "efron", breslow = "breslow"), function(ties) co(x, ties)))

# Direct standardisation by poverty, weights 45 (no) and 55 (yes)
w <- c(0.45, 0.55); by <- lapply(0:1, function(p) fit(Surv(duration, delta) ~ 1, d[d$poverty == p, ]))
weighted <- function(value, se) c(value = sum(w * value), se = sqrt(sum(w^2 * se^2)))
at <- lapply(c(4, 12, 26), function(time) { x <- lapply(by, function(f) summary(f, times = time)); r <- weighted(sapply(x, `[[`, "surv"), sapply(x, `[[`, "std.err"))
  half <- qnorm(0.975) * r[["se"]] / (r[["value"]] * log(r[["value"]])); list(time = time, value = r[["value"]], se = r[["se"]], lower = r[["value"]]^exp(-half), upper = r[["value"]]^exp(half)) })
x <- lapply(by, function(f) summary(f, rmean = 26)$table); r <- weighted(sapply(x, `[[`, "rmean"), sapply(x, `[[`, "se(rmean)"))
out$standardised <- list(at = at, mean_26 = r[["value"]], se_26 = r[["se"]])

# Interval censoring: pointwise standard errors and limits from the observed information (own code), and survfit's own Turnbull curve,
# which stops when no value moves by more than 5e-5 in a round, and the same code with 1e-12 in its place. lower < T <= upper is Surv(lower, upper, type = "interval2").
days <- c(14, 28, 63, 119, 182, 240)
own <- function(d) {
  cols <- c(0:max(d$upper[is.finite(d$upper)], d$lower + 1), Inf)
  A <- t(mapply(function(l, u) as.numeric(if (l == u) cols == l else cols > l & cols <= u), d$lower, d$upper))
  n <- sum(d$count); p <- rep(1 / ncol(A), ncol(A))
  for (i in 1:200000) { q <- p * drop(crossprod(A, d$count / drop(A %*% p))) / n; done <- max(abs(q - p)) < 1e-15; p <- q; if (done) break }
  k <- which(p > 1e-9); J <- crossprod(A[, k, drop = FALSE], A[, k, drop = FALSE] * (d$count / drop(A %*% p)^2))
  e <- eigen(J * outer(sqrt(p[k]), sqrt(p[k])), symmetric = TRUE); keep <- e$values > 1e-9 * max(e$values)
  inv <- e$vectors[, keep, drop = FALSE] %*% (t(e$vectors[, keep, drop = FALSE]) / e$values[keep])
  lapply(days, function(t) { g <- as.numeric(cols > t); S <- sum(p * g); x <- sqrt(p[k]) * (g[k] - S); se <- sqrt(drop(t(x) %*% inv %*% x)); half <- qnorm(0.975) * se / (S * log(S))
    list(day = t, survival = S, se = se, lower = S^exp(-half), upper = S^exp(half)) }) }
patient <- eval(parse(text = sub("5e-05", "1e-12", deparse(survival:::survfitTurnbull), fixed = TRUE)), asNamespace("survival"))
curve <- function(f) lapply(days, function(t) list(day = t, survival = c(1, f$surv)[sum(f$time <= t) + 1]))
turnbull <- function(d) { y <- Surv(ifelse(d$lower == d$upper, d$upper, d$lower), d$upper, type = "interval2")
  list(as_is = curve(survfit(y ~ 1, weights = d$count)), tightened = curve(patient(factor(rep(1, nrow(d))), y, d$count))) }
out$intervals <- lapply(split(v, v$sample), function(d) list(own = own(d), survfit = turnbull(d)))

# The register's mean: days known to the day only
out$registered <- lapply(split(v, v$sample), function(d) { e <- d[d$lower == d$upper, ]; if (sum(e$count) < 2) return(NULL)
  m <- t.test(rep(e$lower, e$count)); list(children = sum(e$count), value = unname(m$estimate), se = m$stderr, lower = m$conf.int[1], upper = m$conf.int[2]) })
write(toJSON(out, auto_unbox = TRUE, digits = 14, pretty = TRUE, null = "null"), "groups.json")
