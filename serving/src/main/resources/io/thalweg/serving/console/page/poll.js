// Asks again and again: not in a hidden tab, and ever more slowly while nobody answers.

const SLOWEST = 15_000;

/** The wait after so many failures in a row. Pure. */
export const backoff = (every, failures) => (failures === 0 ? every : Math.min(SLOWEST, Math.max(1000, every) * 2 ** (failures - 1)));

/** Runs `task` every so many milliseconds, one at a time. */
export class Poll {
  #timer = 0;
  #running = false;
  #again = false;
  #failures = 0;

  constructor(every, task) {
    this.every = every;
    this.task = task;
    document.addEventListener("visibilitychange", () => this.now());
  }

  /** At once, or as soon as what runs has ended. */
  now() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#run();
  }

  async #run() {
    this.#running = true;
    const began = performance.now();
    try {
      await this.task();
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      if (!("status" in error)) console.error(error);
    }
    this.#running = false;
    const wait = this.#again ? 0 : Math.max(0, backoff(this.every, this.#failures) - (performance.now() - began));
    this.#again = false;
    if (!document.hidden) this.#timer = setTimeout(() => this.now(), wait);
  }
}
