import type { Candidate } from "./candidate.ts";

/** A task whose turn it is may be passed over for one with warm models until its job is this old, in milliseconds. */
export const PATIENCE_MS = 20_000;

/**
 * The tasks of one account in their turn: priority, then those that have waited long, then age. Taking them all takes
 * n log n steps, whoever asks.
 */
export class Lane {
	private readonly ranks: Rank[];
	private readonly taken = new Set<Candidate>();
	private readonly size: number;

	constructor(candidates: readonly Candidate[], now: number) {
		this.size = candidates.length;
		const isOverdue = ({ submitted_at }: Candidate) => now - submitted_at >= PATIENCE_MS;
		const equals = Map.groupBy(candidates, (one) => one.priority * 2 + (isOverdue(one) ? 1 : 0));
		this.ranks = [...equals]
			.sort(([a], [b]) => b - a)
			.map(([rank, some]) => new Rank(some, rank % 2 !== 0, this.taken));
	}

	/** How many are left. */
	get left(): number {
		return this.size - this.taken.size;
	}

	/** The first that somebody may have; of those equal otherwise one whose models it has loaded. Null: there is none. */
	first(warmModels: readonly string[], refused: ReadonlySet<string> | undefined): Candidate | null {
		for (const rank of this.ranks) {
			const found = rank.first(warmModels, refused);
			if (found !== null) return found;
		}
		return null;
	}

	take(candidate: Candidate): void {
		this.taken.add(candidate);
	}
}

/** Tasks of one priority, all of which have waited long or none. */
class Rank {
	private readonly all: Row;
	private readonly overdue: boolean;
	private readonly taken: ReadonlySet<Candidate>;
	private byModel: Map<string, Row> | null = null;

	constructor(candidates: readonly Candidate[], overdue: boolean, taken: ReadonlySet<Candidate>) {
		this.overdue = overdue;
		this.taken = taken;
		const sorted = candidates.toSorted((a, b) => compareText(a.job, b.job) || compareText(a.task, b.task));
		this.all = new Row([...sorted.entries()], taken);
	}

	first(warmModels: readonly string[], refused: ReadonlySet<string> | undefined): Candidate | null {
		const warm = this.overdue ? null : this.firstWarm(warmModels, refused);
		return warm ?? this.all.first(refused)?.[1] ?? null;
	}

	private firstWarm(
		warmModels: readonly string[],
		refused: ReadonlySet<string> | undefined,
	): Candidate | null {
		if (warmModels.length === 0) return null;
		this.byModel ??= this.rowsByModel();
		let best: Place | null = null;
		for (const file of warmModels) {
			const found = this.byModel.get(file)?.first(refused);
			if (found && (best === null || found[0] < best[0])) best = found;
		}
		return best?.[1] ?? null;
	}

	private rowsByModel(): Map<string, Row> {
		const places = this.all.places.flatMap((place) =>
			[...new Set(place[1].needs.models.map(({ file }) => file))].map((file) => ({ file, place })),
		);
		const files = [...Map.groupBy(places, ({ file }) => file)];
		return new Map(
			files.map(([file, some]) => [
				file,
				new Row(
					some.map(({ place }) => place),
					this.taken,
				),
			]),
		);
	}
}

/** A task with its place among its equals. */
type Place = [number, Candidate];

/** Tasks one behind the other. Those that were taken are stepped over once, and then passed in one step. */
class Row {
	readonly places: readonly Place[];
	private readonly taken: ReadonlySet<Candidate>;
	/** By index, where to go on from one that was taken. */
	private readonly onwards: number[] = [];

	constructor(places: readonly Place[], taken: ReadonlySet<Candidate>) {
		this.places = places;
		this.taken = taken;
	}

	/** The first that is left and was not refused. */
	first(refused: ReadonlySet<string> | undefined): Place | null {
		for (let at = this.leftFrom(0); ; at = this.leftFrom(at + 1)) {
			const place = this.places[at];
			if (place === undefined) return null;
			if (!refused?.has(place[1].task)) return place;
		}
	}

	/** The index of the first that is left from one on. */
	private leftFrom(start: number): number {
		const passed: number[] = [];
		let at = start;
		for (let place = this.places[at]; place && this.taken.has(place[1]); place = this.places[at]) {
			passed.push(at);
			at = this.onwards[at] ?? at + 1;
		}
		for (const one of passed) this.onwards[one] = at;
		return at;
	}
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
