/** So many calls in so many milliseconds. */
interface Window {
	name: string;
	calls: number;
	ms: number;
}

/** What one kind of call may do, in each of its windows and at the same time. */
export interface Rate {
	windows: readonly Window[];
	atOnce: number;
	/** Its answers say how much is left, and how long to wait. */
	told: boolean;
}

/** Of an endpoint's API: in ten seconds, and at once. It says nothing but 429. */
const ofJobs = (calls: number, atOnce = Number.POSITIVE_INFINITY): Rate => ({
	windows: [{ name: "ten seconds", calls, ms: 10_000 }],
	atOnce,
	told: false,
});

/**
 * RunPod's limits by kind of call. Source: its documentation of requests (per endpoint) and of the management API (per
 * user; the numbers are those of its examples), read in August 2026. That some grow with the workers is left out.
 */
const RATES = {
	run: ofJobs(1_000, 200),
	runsync: ofJobs(2_000, 400),
	status: ofJobs(2_000, 400),
	stream: ofJobs(2_000, 400),
	cancel: ofJobs(100, 20),
	"purge-queue": ofJobs(2),
	management: {
		windows: [
			{ name: "minute", calls: 60, ms: 60_000 },
			{ name: "hour", calls: 3_000, ms: 3_600_000 },
			{ name: "day", calls: 50_000, ms: 86_400_000 },
		],
		atOnce: Number.POSITIVE_INFINITY,
		told: true,
	},
} satisfies Record<string, Rate>;
export type Bucket = keyof typeof RATES;

/** Whether a call may go on, and what its answer says of that. */
export interface Admission {
	/** Why not; null: it may. */
	refused: string | null;
	headers: Record<string, string>;
	/** To be called once it has its answer. */
	leave(): void;
}

interface Counted {
	from: number[];
	calls: number[];
	now: number;
}

/** Counts calls by kind. Whoever calls says what time it is, in milliseconds. */
export class Rates {
	private readonly rates: Record<Bucket, Rate>;
	private readonly counted = new Map<Bucket, Counted>();

	constructor(rates: Partial<Record<Bucket, Rate>> = {}) {
		this.rates = { ...RATES, ...rates };
	}

	/** A call that is refused is not counted. */
	enter(bucket: Bucket, now: number): Admission {
		const rate = this.rates[bucket];
		const { windows, atOnce } = rate;
		const own = this.counted.get(bucket) ?? { from: [], calls: [], now: 0 };
		this.counted.set(bucket, own);
		for (const [i, { ms }] of windows.entries())
			if (now - (own.from[i] ?? Number.NEGATIVE_INFINITY) >= ms) {
				own.from[i] = now;
				own.calls[i] = 0;
			}
		const full = windows.find(({ calls }, i) => (own.calls[i] ?? 0) >= calls);
		const crowded = own.now >= atOnce;
		if (full || crowded)
			return {
				refused: full ? `rate limit exceeded for the ${full.name} window` : "too many calls at once",
				headers: headersOf(rate, own, now, full),
				leave: () => undefined,
			};
		own.now++;
		for (const i of windows.keys()) own.calls[i] = (own.calls[i] ?? 0) + 1;
		return { refused: null, headers: headersOf(rate, own, now), leave: () => void own.now-- };
	}
}

/** As RunPod's management API has them: the IETF's draft of rate limit headers, and `retry-after` in seconds. */
function headersOf(
	{ windows, told }: Rate,
	{ from, calls }: Counted,
	now: number,
	full?: Window,
): Record<string, string> {
	if (!told) return {};
	const secondsLeft = (i: number, ms: number) => Math.ceil(((from[i] ?? now) + ms - now) / 1000);
	const live = windows.map(
		(window, i) => `"${window.name}";r=${window.calls - (calls[i] ?? 0)};t=${secondsLeft(i, window.ms)}`,
	);
	return {
		"ratelimit-policy": windows.map(({ name, calls: q, ms }) => `"${name}";q=${q};w=${ms / 1000}`).join(", "),
		ratelimit: live.join(", "),
		...(full && { "retry-after": String(secondsLeft(windows.indexOf(full), full.ms)) }),
	};
}
