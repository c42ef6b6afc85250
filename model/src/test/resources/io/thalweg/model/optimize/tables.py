"""Ten steps of every optimizer, worked out in plain float64, one number at a time, from the papers.

    python3 tables.py > tables.csv

Parameters: a matrix of two rows and two columns, then a bias of two. The loss is
sum(c (p - target)^2 / 2), so that the gradient is c (p - target). Each line of the table is
CASE,STEP,p0,...,p5. Nothing here is shared with the code that it checks.
"""

from math import cos, pi, sqrt

START = [0.5, -1.0, 0.25, 2.0, 0.0, 0.1]
TARGET = [1.0, -2.0, 0.5, 1.0, 3.0, -0.5]
CURVATURE = [1.0, 10.0, 0.2, 2.0, 0.5, 4.0]
MATRIX = [0, 1, 2, 3]
BIAS = [4, 5]
ALL = MATRIX + BIAS
TENSORS = [MATRIX, BIAS]


def gradient(p):
    return [CURVATURE[i] * (p[i] - TARGET[i]) for i in ALL]


def norm(x):
    return sqrt(sum(e * e for e in x))


def sgd(p, g, s, t, rate):
    return [p[i] - rate * g[i] for i in ALL]


def momentum(mu):
    def step(p, g, s, t, rate):
        v = s.setdefault("v", [0.0] * 6)
        for i in ALL:
            v[i] = mu * v[i] + g[i]
        return [p[i] - rate * v[i] for i in ALL]

    return step


def nesterov(mu):
    """Sutskever et al. 2013, written for the look-ahead point theta + mu v, as frameworks do."""

    def step(p, g, s, t, rate):
        v = s.setdefault("v", [0.0] * 6)
        for i in ALL:
            v[i] = mu * v[i] + g[i]
        return [p[i] - rate * (g[i] + mu * v[i]) for i in ALL]

    return step


def adagrad(epsilon):
    def step(p, g, s, t, rate):
        n = s.setdefault("n", [0.0] * 6)
        for i in ALL:
            n[i] += g[i] ** 2
        return [p[i] - rate * g[i] / (sqrt(n[i]) + epsilon) for i in ALL]

    return step


def rmsprop(rho, epsilon):
    def step(p, g, s, t, rate):
        n = s.setdefault("n", [0.0] * 6)
        for i in ALL:
            n[i] = rho * n[i] + (1 - rho) * g[i] ** 2
        return [p[i] - rate * g[i] / (sqrt(n[i]) + epsilon) for i in ALL]

    return step


def direction(g, s, t, beta1, beta2, epsilon):
    """Adam's m^ / (sqrt(v^) + epsilon)."""
    m = s.setdefault("m", [0.0] * 6)
    v = s.setdefault("v", [0.0] * 6)
    r = []
    for i in ALL:
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
        r.append(m[i] / (1 - beta1**t) / (sqrt(v[i] / (1 - beta2**t)) + epsilon))
    return r


def adam(p, g, s, t, rate):
    r = direction(g, s, t, 0.9, 0.999, 1e-8)
    return [p[i] - rate * r[i] for i in ALL]


def adamw(decay, decayed):
    def step(p, g, s, t, rate):
        r = direction(g, s, t, 0.9, 0.999, 1e-8)
        return [p[i] - rate * (r[i] + (decay if i in decayed else 0) * p[i]) for i in ALL]

    return step


def lamb(decay, decayed):
    def step(p, g, s, t, rate):
        r = direction(g, s, t, 0.9, 0.999, 1e-6)
        u = [r[i] + (decay if i in decayed else 0) * p[i] for i in ALL]
        ratio = norm([p[i] for i in MATRIX]) / norm([u[i] for i in MATRIX])
        return [p[i] - rate * (ratio if i in MATRIX else 1) * u[i] for i in ALL]

    return step


def lars(mu, trust, decay, decayed):
    def step(p, g, s, t, rate):
        v = s.setdefault("v", [0.0] * 6)
        ratio = trust * norm([p[i] for i in MATRIX])
        ratio /= norm([g[i] for i in MATRIX]) + decay * norm([p[i] for i in MATRIX])
        for i in ALL:
            local = rate * (ratio if i in MATRIX else 1)
            v[i] = mu * v[i] + local * (g[i] + (decay if i in decayed else 0) * p[i])
        return [p[i] - v[i] for i in ALL]

    return step


def adafactor(p, g, s, t, rate):
    rows = s.setdefault("r", [0.0] * 2)
    columns = s.setdefault("c", [0.0] * 2)
    full = s.setdefault("v", [0.0] * 6)
    beta = 1 - t**-0.8
    q = [e * e + 1e-30 for e in g]
    for i in range(2):
        rows[i] = beta * rows[i] + (1 - beta) * (q[2 * i] + q[2 * i + 1])
        columns[i] = beta * columns[i] + (1 - beta) * (q[i] + q[2 + i])
    u = [0.0] * 6
    for i in range(2):
        for j in range(2):
            u[2 * i + j] = g[2 * i + j] / sqrt(rows[i] * columns[j] / (rows[0] + rows[1]))
    for i in BIAS:
        full[i] = beta * full[i] + (1 - beta) * q[i]
        u[i] = g[i] / sqrt(full[i])
    after = list(p)
    for tensor in TENSORS:
        rms_u = norm([u[i] for i in tensor]) / sqrt(len(tensor))
        rms_p = norm([p[i] for i in tensor]) / sqrt(len(tensor))
        for i in tensor:
            after[i] = p[i] - rate * max(1e-3, rms_p) * u[i] / max(1, rms_u / 1.0)
    return after


def ftrl(beta, l1, l2):
    """McMahan et al. 2013, algorithm 1; z is 0 at the start, less what the start has."""

    def step(p, g, s, t, rate):
        if not s:
            s["n"] = [0.0] * 6
            s["z"] = [-e * (beta / rate + l2) for e in p]
        n, z, after = s["n"], s["z"], []
        for i in ALL:
            sigma = (sqrt(n[i] + g[i] ** 2) - sqrt(n[i])) / rate
            z[i] += g[i] - sigma * p[i]
            n[i] += g[i] ** 2
            shrunk = z[i] - (l1 if z[i] > 0 else -l1)
            after.append(0.0 if abs(z[i]) <= l1 else -shrunk / ((beta + sqrt(n[i])) / rate + l2))
        return after

    return step


def constant(rate):
    return lambda t: rate


def cosine(rate, warm_up, steps, floor):
    def at(t):
        if t <= warm_up:
            return rate * t / warm_up
        x = min(1.0, (t - 1 - warm_up) / steps)
        return rate * (floor + (1 - floor) * (1 + cos(pi * x)) / 2)

    return at


def run(name, step, rate, start=START, l2=0.0, decayed=(), clip=None):
    p, s = list(start), {}
    for t in range(1, 11):
        g = gradient(p)
        if clip is not None and norm(g) > clip:
            n = norm(g)
            g = [e * clip / n for e in g]
        g = [g[i] + (l2 * p[i] if i in decayed else 0) for i in ALL]
        p = step(p, g, s, t, rate(t))
        print(",".join([name, str(t)] + ["%.9f" % e for e in p]))


run("sgd", sgd, constant(0.05))
run("momentum", momentum(0.5), constant(0.05))
run("nesterov", nesterov(0.5), constant(0.05))
run("adagrad", adagrad(1e-10), constant(0.5))
run("rmsprop", rmsprop(0.9, 1e-8), constant(0.05))
run("adam", adam, constant(0.1))
run("adamw", adamw(0.1, MATRIX), constant(0.1))
run("adamw-all", adamw(0.1, ALL), constant(0.1))
run("lamb", lamb(0.1, MATRIX), constant(0.05))
run("lars", lars(0.9, 0.02, 0.1, MATRIX), constant(0.1))
run("adafactor", adafactor, constant(0.1))
run("ftrl", ftrl(1.0, 0.3, 0.1), constant(0.5))
run("ftrl-from-zero", ftrl(1.0, 0.3, 0.1), constant(0.5), start=[0.0] * 6)
run("sgd-l2", sgd, constant(0.05), l2=0.5, decayed=MATRIX)
run("sgd-l2-all", sgd, constant(0.05), l2=0.5, decayed=ALL)
run("sgd-clipped", sgd, constant(0.1), clip=2.0)
run("adam-cosine", adam, cosine(0.1, 3, 5, 0.1))
