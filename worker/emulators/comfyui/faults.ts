import { z } from "zod";

/** Places where a scripted fault can strike. */
const place = z.enum(["listen", "http", "prompt", "dequeue", "start", "node", "step", "output", "end"]);
export type FaultPlace = z.infer<typeof place>;

const ms = z.number().nonnegative();

/** What happens. Durations are in milliseconds; where one may be left out, it lasts until somebody ends it. */
export const faultAction = z.discriminatedUnion("kind", [
	/** Cuts every WebSocket; with `code`, closes them politely. */
	z.strictObject({ kind: z.literal("drop_sockets"), code: z.number().int().optional() }),
	/** Sockets stay open but carry nothing any more, pings included. */
	z.strictObject({ kind: z.literal("half_open") }),
	/** Sockets answer pings but get no events: what ComfyUI's reconnect flaw leaves behind. */
	z.strictObject({ kind: z.literal("deaf") }),
	/** The executor stands still and does not look at interrupts. */
	z.strictObject({ kind: z.literal("hang"), ms: ms.optional() }),
	/** The executor waits at this place until another script is loaded, then goes on as if nothing had been. */
	z.strictObject({ kind: z.literal("hold") }),
	/** The GPU is out of memory. */
	z.strictObject({ kind: z.literal("oom"), message: z.string().optional() }),
	/** The node raises an exception of this Python type. */
	z.strictObject({ kind: z.literal("error"), type: z.string(), message: z.string() }),
	/** The process dies; with `restart_ms` a new one, which remembers nothing, listens after that time. */
	z.strictObject({ kind: z.literal("crash"), restart_ms: ms.optional() }),
	/** The executing thread dies; HTTP and sockets stay healthy. */
	z.strictObject({ kind: z.literal("zombie") }),
	/** Queue and history are empty all of a sudden, the running prompt included. */
	z.strictObject({ kind: z.literal("forget") }),
	/** Somebody else presses the stop button. */
	z.strictObject({ kind: z.literal("interrupt") }),
	/** Frames nobody can parse, frames of unknown types, truncated binary frames. */
	z.strictObject({ kind: z.literal("garbage_frames"), frames: z.array(z.string()).optional() }),
	/** The next so many frames are sent twice. */
	z.strictObject({ kind: z.literal("duplicate_frames"), count: z.number().int().positive().default(1) }),
	/** The answer comes late. */
	z.strictObject({ kind: z.literal("slow_http"), ms }),
	/** The request is answered with this status and not handled at all. */
	z.strictObject({
		kind: z.literal("http_error"),
		status: z.number().int().min(400).max(599),
		body: z.string().optional(),
	}),
	/** The connection is cut: before the request is handled, or after, so that only the answer is lost. */
	z.strictObject({ kind: z.literal("drop_http"), when: z.enum(["before", "after"]) }),
	/** Files of the output are deleted, though history and events name them. */
	z.strictObject({ kind: z.literal("lose_output") }),
	/** Files of the output are cut to half their length. */
	z.strictObject({ kind: z.literal("truncate_output") }),
	/** Pictures of the output are black: what a decoder makes of values that overflowed. */
	z.strictObject({ kind: z.literal("blacken_output") }),
	/** Pictures of the output have half the sides that were asked for. */
	z.strictObject({ kind: z.literal("shrink_output") }),
	/** The prompt's history entry is gone as soon as it is there: another client clears the history. */
	z.strictObject({ kind: z.literal("lose_history") }),
	/** The node yields a blocker: success without that output. `message` null blocks silently. */
	z.strictObject({ kind: z.literal("block"), message: z.string().nullable().default(null) }),
	/** Only at "listen": the server refuses connections, or answers 503, for a while after its start. */
	z.strictObject({ kind: z.literal("slow_start"), ms, how: z.enum(["refuse", "503"]).default("refuse") }),
]);
export type FaultAction = z.infer<typeof faultAction>;

const EXECUTOR: readonly FaultPlace[] = ["dequeue", "start", "node", "step", "output", "end"];
const INSIDE_NODE: readonly FaultPlace[] = ["node", "step", "output"];

/** Where an action makes sense; those not listed strike anywhere but at "listen". */
const PLACES: Partial<Record<FaultAction["kind"], readonly FaultPlace[]>> = {
	slow_start: ["listen"],
	slow_http: ["http"],
	http_error: ["http"],
	drop_http: ["http"],
	hang: EXECUTOR,
	hold: EXECUTOR,
	zombie: EXECUTOR,
	oom: INSIDE_NODE,
	error: INSIDE_NODE,
	block: ["node"],
	lose_history: ["end"],
	lose_output: ["output"],
	truncate_output: ["output"],
	blacken_output: ["output"],
	shrink_output: ["output"],
};

function fits(at: FaultPlace, kind: FaultAction["kind"]): boolean {
	return PLACES[kind]?.includes(at) ?? at !== "listen";
}

const faultShape = z.strictObject({
	at: place,
	/** All members given must equal what happens at that place; a missing one matches everything. */
	match: z
		.strictObject({
			class_type: z.string().optional(),
			node_id: z.string().optional(),
			prompt_id: z.string().optional(),
			method: z.string().optional(),
			/** Route without the /api prefix, e.g. "/prompt"; `*` at the end matches the rest. */
			route: z.string().optional(),
			/** Step of a sampler, from 1. */
			step: z.number().int().optional(),
		})
		.default({}),
	/** Strikes at the nth match, counted from 1. */
	nth: z.number().int().positive().default(1),
	/** How many matches from the nth on; 0 for all. */
	times: z.number().int().nonnegative().default(1),
	do: faultAction,
});

const fault = faultShape.refine((one) => fits(one.at, one.do.kind), {
	error: "this action cannot strike at this place",
	path: ["do", "kind"],
});
export type Fault = z.infer<typeof fault>;

const faultScript = z.array(fault);
/** A script as it may be written down: members with defaults can be left out. */
export type FaultScript = z.input<typeof faultScript>;

/** Facts about the moment a fault may strike. */
export interface FaultMoment {
	class_type?: string;
	node_id?: string;
	prompt_id?: string;
	method?: string;
	route?: string;
	step?: number;
}

function matches(wanted: Fault["match"], moment: FaultMoment): boolean {
	return Object.entries(wanted).every(([key, value]) => {
		if (value === undefined) return true;
		const actual = moment[key as keyof FaultMoment];
		if (key === "route" && typeof value === "string" && value.endsWith("*")) {
			return typeof actual === "string" && actual.startsWith(value.slice(0, -1));
		}
		return actual === value;
	});
}

/** A fault script in progress: counts matches and says what strikes now. */
export class FaultBook {
	private faults: { fault: Fault; seen: number }[] = [];
	private replaced = Promise.withResolvers<void>();

	/** Replaces the script, and ends every `hold`. @throws ZodError if it is not one. */
	load(script: unknown): void {
		this.faults = faultScript.parse(script).map((one) => ({ fault: one, seen: 0 }));
		this.replaced.resolve();
		this.replaced = Promise.withResolvers();
	}

	/** Resolves when this script is replaced. */
	hold(): Promise<void> {
		return this.replaced.promise;
	}

	/** Faults that can still strike. */
	get remaining(): Fault[] {
		return this.faults
			.filter(({ fault: { nth, times }, seen }) => times === 0 || seen < nth + times - 1)
			.map((entry) => entry.fault);
	}

	/** Everything that strikes at this moment, in the order of the script. */
	strike(at: FaultPlace, moment: FaultMoment = {}): FaultAction[] {
		const struck: FaultAction[] = [];
		for (const entry of this.faults) {
			const { fault: one } = entry;
			if (one.at !== at || !matches(one.match, moment)) continue;
			entry.seen++;
			const over = entry.seen - one.nth;
			if (over >= 0 && (one.times === 0 || over < one.times)) struck.push(one.do);
		}
		return struck;
	}
}
