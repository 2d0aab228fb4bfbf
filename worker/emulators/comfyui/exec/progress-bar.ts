/** The shortest time between two of a node's steps that are told; milliseconds. */
const MIN_INTERVAL_MS = 100;
/** What they must be apart, in percent of the node's work. */
const MIN_PERCENT = 0.5;

/**
 * The progress bar of one run of a node. The newer release tells the first step and the last one, steps that come
 * with a preview, and of the others those that are far enough from the last told one in time and in work.
 */
export class ProgressBar {
	private readonly throttled: boolean;
	private toldAt = 0;
	private told = -1;

	constructor(throttled: boolean) {
		this.throttled = throttled;
	}

	/** Whether this step is told; remembered as told if so. `now` is monotonic, in milliseconds. */
	tells(value: number, max: number, preview: boolean, now: number): boolean {
		const work = max > 0 ? ((value - Math.max(0, this.told)) / max) * 100 : 100;
		const far = now - this.toldAt >= MIN_INTERVAL_MS && work >= MIN_PERCENT;
		if (this.throttled && !preview && this.told >= 0 && value < max && !far) return false;
		this.toldAt = now;
		this.told = value;
		return true;
	}
}
