import { env } from "cloudflare:workers";
import { type DurableEvent, type Frame, frameSchema } from "../../contract/jobs/events.ts";
import { LEASE_MS } from "../../contract/workers/workers.ts";
import { events } from "../../db/schema.ts";
import { jobObject } from "../../objects.ts";
import { findTask, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { type Joining, join, socketOf } from "../live/join.ts";
import { eventRows } from "../store/event-rows.ts";
import { eventsAfter } from "../store/load.ts";
import { buildJob, failure, type StageShape } from "./build.ts";
import { RealStore } from "./real-store.ts";

let made = 0;

/** A job in D1 with its object, and no route between them: a test says what the object is told. */
export class LiveJob {
	readonly id: string;
	readonly store = new RealStore(env.DB);
	private constructor(id: string) {
		this.id = id;
	}

	static async make(stages: StageShape[] = [{ key: "main", tasks: 1 }]): Promise<LiveJob> {
		const live = new LiveJob(`job_live_${++made}_${crypto.randomUUID()}`);
		const account = `acc_${live.id}`;
		await live.store.addAccounts(new Map([[account, 100]]));
		await live.store.submit(buildJob({ id: live.id, account, stages, now: Date.now() }), Date.now());
		return live;
	}

	get stub() {
		return jobObject(env, this.id);
	}

	/** Gives a command to D1 and answers with the events it made. The object hears nothing of it. */
	async change(command: Command): Promise<DurableEvent[]> {
		const result = await this.store.change(await this.state(), command, { now: Date.now(), random: 0 });
		if (!result.ok) throw new Error(`${command.type}: ${result.code}`);
		return result.events;
	}

	claim(place = "main.0", worker = "wkr_1"): Promise<DurableEvent[]> {
		const claim_id = crypto.randomUUID();
		return this.change({ type: "claim", task: this.task(place), worker, claim_id, lease_ms: LEASE_MS });
	}

	async complete(place = "main.0"): Promise<DurableEvent[]> {
		const epoch = findTask(await this.state(), this.task(place))?.epoch ?? 0;
		const asset = `ast_${crypto.randomUUID().replaceAll("-", "").slice(0, 26)}`;
		const outputs = [{ name: "image", asset }];
		return this.change({ type: "complete", task: this.task(place), epoch, outputs, gpu_ms: 1 });
	}

	async fail(place = "main.0"): Promise<DurableEvent[]> {
		const epoch = findTask(await this.state(), this.task(place))?.epoch ?? 0;
		return this.change({
			type: "fail",
			task: this.task(place),
			epoch,
			failure: failure("worker_error"),
			gpu_ms: 1,
		});
	}

	task(place: string): string {
		return `${this.id}.${place}`;
	}

	async state(): Promise<JobAggregate> {
		const job = await this.store.load(this.id);
		if (!job) throw new Error("the job is gone");
		return job;
	}

	/** Tells the object of events, as the edge does after a commit. */
	publish(events: DurableEvent[]): Promise<void> {
		return this.stub.publish({ job: this.id, pool: "pool_default" }, JSON.stringify(events));
	}

	report(place: string, epoch: number, seq: number, percent: number) {
		const progress = {
			type: "progress" as const,
			percent,
			node: null,
			node_title: null,
			step: null,
			steps: null,
			nodes_done: 0,
			nodes_total: 3,
			message: null,
		};
		return this.stub.report(
			{ job: this.id, pool: "pool_default", account: "acc_default" },
			this.task(place),
			epoch,
			{
				seq,
				events: [progress],
			},
		);
	}

	preview(place: string, epoch: number, seq: number) {
		const preview = {
			type: "preview" as const,
			node: null,
			content_type: "image/jpeg" as const,
			data: "AAAA",
		};
		return this.stub.report(
			{ job: this.id, pool: "pool_default", account: "acc_default" },
			this.task(place),
			epoch,
			{
				seq,
				events: [preview],
			},
		);
	}

	/** Puts events into D1 that no command made. */
	async insert(list: DurableEvent[]): Promise<void> {
		await this.store.db.insert(events).values(eventRows(list).map((row) => ({ job_id: this.id, ...row })));
	}

	async log(): Promise<DurableEvent[]> {
		return eventsAfter(this.store.db, this.id, 0);
	}

	async watch(more: Partial<Joining> = {}): Promise<Watcher> {
		const joined = await join(this.stub, {
			job: this.id,
			pool: "pool_default",
			previews: false,
			after: 0,
			by: { account: "acc_live", key: "key_live", until: null },
			...more,
		});
		return new Watcher(socketOf(joined));
	}
}

/** Somebody who watches, and everything that reached him. */
class Watcher {
	readonly frames: Frame[] = [];
	/** The code the socket was closed with. */
	readonly closed: Promise<number>;
	private readonly socket: WebSocket;
	private wake = () => {};

	constructor(socket: WebSocket) {
		this.socket = socket;
		this.closed = new Promise((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
		socket.addEventListener("message", (event) => {
			if (event.data === "pong") return this.wake();
			const frame = JSON.parse(String(event.data)) as Frame;
			// Outputs carry made-up ids here; everything else must be as the contract says.
			this.frames.push(frame.type === "output" ? frame : frameSchema.parse(frame));
			this.wake();
		});
		socket.accept();
	}

	/** Numbers of the durable events, in the order they came. */
	get numbers(): number[] {
		return this.frames.flatMap((frame) => ("seq" in frame ? [frame.seq] : []));
	}

	get percents(): number[] {
		return this.frames.flatMap((frame) => (frame.type === "progress" ? [frame.percent] : []));
	}

	/** Waits until a number has arrived. */
	async until(seq: number): Promise<number[]> {
		await this.when(() => this.numbers.includes(seq));
		return this.numbers;
	}

	async when(arrived: () => boolean): Promise<void> {
		while (!arrived()) {
			await new Promise<void>((resolve) => {
				this.wake = resolve;
			});
		}
	}

	/** Waits until everything the object sent before has arrived: sockets keep order. */
	async settled(): Promise<void> {
		const answered = new Promise<void>((resolve) => {
			this.wake = resolve;
		});
		this.socket.send("ping");
		await answered;
	}

	leave(): void {
		this.socket.close(1000);
	}
}

export function upTo(count: number): number[] {
	return Array.from({ length: count }, (_, i) => i + 1);
}
