const NAMES = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long one signal may take to arrive a second time, in milliseconds. */
const SAME_MS = 1_000;

/**
 * What Ctrl-C does: the first asks for an orderly end, another one ends at once. One that is sent to a whole process
 * group comes twice, by itself and by the program that started this one: that is still one.
 */
export class Interrupt {
	private readonly asked = new AbortController();
	private first: number | null = null;
	private readonly hear: () => void;

	/** @param force called for the second one; must not return. */
	constructor(force: () => never) {
		this.hear = () => {
			const now = performance.now();
			this.first ??= now;
			if (now - this.first >= SAME_MS) force();
			this.asked.abort();
		};
		for (const name of NAMES) process.on(name, this.hear);
	}

	/** Signals do what they do elsewhere from now on. */
	end(): void {
		for (const name of NAMES) process.off(name, this.hear);
	}

	get signal(): AbortSignal {
		return this.asked.signal;
	}
}
