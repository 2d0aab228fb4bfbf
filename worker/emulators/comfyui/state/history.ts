import type { Result } from "../exec/cache.ts";
import type { UiOutput } from "../nodes/define.ts";
import type { QueueItem } from "./queue.ts";

export type HistoryMessage = readonly [event: string, data: Record<string, unknown>];

export interface HistoryEntry {
	prompt: QueueItem;
	outputs: Record<string, UiOutput>;
	status: { status_str: "success" | "error"; completed: boolean; messages: HistoryMessage[] };
	meta: Record<string, Result["meta"]>;
}

/** As many prompts as the real server remembers. */
const MAX_ENTRIES = 10_000;

/** What ran, in memory only: a restart forgets it. */
export class History {
	private readonly entries = new Map<string, HistoryEntry>();

	/** Later entries with the same id replace earlier ones, which is how duplicate prompt ids end up. */
	add(promptId: string, entry: HistoryEntry): void {
		const [oldest] = this.entries.keys();
		if (this.entries.size >= MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
		this.entries.set(promptId, entry);
	}

	get(promptId: string): HistoryEntry | undefined {
		return this.entries.get(promptId);
	}

	/**
	 * All entries in order; without an offset, `maxItems` means the last so many. Less than one item is one, where
	 * there is an entry at the offset at all: the real server counts after it has added.
	 */
	list(maxItems?: number, offset = -1): [string, HistoryEntry][] {
		const all = [...this.entries];
		const start = offset < 0 && maxItems !== undefined ? all.length - maxItems : offset;
		const from = Math.max(0, start);
		return all.slice(from, maxItems === undefined ? undefined : from + Math.max(1, maxItems));
	}

	delete(promptId: string): void {
		this.entries.delete(promptId);
	}

	clear(): void {
		this.entries.clear();
	}
}
