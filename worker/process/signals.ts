/** How long one signal may take to arrive a second time, in milliseconds. */
const SAME_MS = 1_000;

/**
 * What signals to end ask for. The first drains, a second one gives everything back at once. One sent to a whole process
 * group (Ctrl-C, a service manager) comes twice, by itself and by the program that started this one: that is still one.
 */
export class EndSignals {
	#first: number | undefined;

	/** @param now in milliseconds */
	take(now: number): "drain" | "again" | "force" {
		if (this.#first === undefined) {
			this.#first = now;
			return "drain";
		}
		return now - this.#first < SAME_MS ? "again" : "force";
	}
}
