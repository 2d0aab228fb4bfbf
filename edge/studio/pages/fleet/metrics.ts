/** What the fleet page shows of one pool now. */
export interface PoolFigures {
	pool: string;
	queued: number;
	held: number;
	workers: number;
	/** 0 to 1. */
	busy: number;
	/** In millionths of a US dollar, since the books began. */
	spent: number;
}

interface Sample {
	name: string;
	labels: Record<string, string>;
	value: number;
}

const LINE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The samples of a text in Prometheus' format; what is no sample is passed over. Pure. */
export function samplesOf(text: string): Sample[] {
	return text.split("\n").flatMap((line) => {
		const [, name, labels = "", value] = LINE.exec(line) ?? [];
		if (name === undefined) return [];
		const found = [...labels.matchAll(LABEL)].map(([, label = "", of = ""]) => [
			label,
			of.replace(/\\(.)/g, "$1"),
		]);
		return [{ name, labels: Object.fromEntries(found), value: Number(value) }];
	});
}

/** Every pool with its figures, by name. Pure. */
export function poolsOf(samples: readonly Sample[]): PoolFigures[] {
	const sum = (pool: string, name: string) =>
		samples
			.filter((one) => one.name === `darkroom_${name}` && one.labels.pool === pool)
			.reduce((all, { value }) => all + value, 0);
	const pools = samples
		.filter(({ name }) => name === "darkroom_workers")
		.map(({ labels }) => labels.pool ?? "");
	return pools.map((pool) => ({
		pool,
		queued: sum(pool, "queue_tasks"),
		held: sum(pool, "held_tasks"),
		workers: sum(pool, "workers"),
		busy: sum(pool, "gpu_busy_ratio"),
		spent: Math.round(sum(pool, "cost_usd_total") * 1e6),
	}));
}
