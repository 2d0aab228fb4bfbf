import type { Fault } from "../../worker/emulators/runpod/faults.ts";
import type { Request } from "../../worker/emulators/runpod/queue.ts";
import type { Scheduler } from "../../worker/emulators/runpod/scheduler.ts";
import { until } from "../../worker/testing/until.ts";
import { LENT_POOL, type RunpodStack } from "../stack/runpod.ts";
import { writeTo } from "../stack/write.ts";
import { slowPicture } from "./graphs.ts";
import { allBack } from "./lent.ts";

/** Steps of a picture that is over at once, and of one that something can be done to while it runs. */
const QUICK = 2;
const SLOW = 60;
/** Of one that is canceled sooner. */
const LONG = 250;
const STEP_MS = 40;

/** A request that is used for an attempt which runs. */
export interface RunningJob {
	job: string;
	request: Request;
	worker: string;
}

/** A stack with an emulated endpoint on which faults are tried, one after the other. */
export class RunpodBench {
	readonly lent: RunpodStack;
	readonly jobs: string[] = [];

	constructor(lent: RunpodStack) {
		this.lent = lent;
	}

	get queue() {
		return this.lent.endpoint.runpod.queue;
	}

	get faults() {
		return this.lent.endpoint.runpod.faults;
	}

	get scheduler(): Scheduler {
		const { scheduler } = this.lent.endpoint.runpod;
		if (scheduler === null) throw new Error("the endpoint has no scheduler");
		return scheduler;
	}

	async submit(steps = QUICK): Promise<string> {
		const graph = slowPicture(this.jobs.length, steps, STEP_MS);
		const { id } = await this.lent.stack.client.submitGraph({ graph, inputs: {}, pool: LENT_POOL });
		this.jobs.push(id);
		return id;
	}

	/** Submits a job, and waits until RunPod was told that its attempt runs; another, if it was over before that was seen. */
	async running(steps = SLOW): Promise<RunningJob> {
		for (;;) {
			const job = await this.submit(steps);
			const found = await until("it runs, and RunPod knows, or it is over", async () => {
				const request = this.queue
					.list()
					.find(
						({ status, output }) => status === "IN_PROGRESS" && JSON.stringify(output ?? "").includes(job),
					);
				const worker = request?.worker;
				if (request && worker) return { job, request, worker };
				return (await this.isOver(job)) && "over";
			});
			if (found !== "over") return found;
		}
	}

	/** Has calls of the edge about a ticket go wrong: while its attempt runs, or once its job was canceled. */
	async edgeCalls(fault: Fault, when: "running" | "canceled"): Promise<void> {
		this.faults.add([fault]);
		while (this.faults.pending > 0) {
			const { job } = await this.running(LONG);
			if (when === "running") {
				await this.hurry();
				await until("it has struck, or came too late", async () => {
					return this.faults.pending === 0 || (await this.isOver(job));
				});
			}
			await this.lent.stack.client.cancel(job);
			await until("the job and its ticket are over", async () => {
				const { endpoints } = await this.lent.operator.pools.capacity(LENT_POOL);
				return (await this.isOver(job)) && endpoints.every(({ tickets }) => tickets.used === 0);
			});
		}
	}

	private async isOver(job: string): Promise<boolean> {
		return (await this.lent.stack.client.job(job)).finished_at !== null;
	}

	/** Has calls go wrong while a job is done. */
	async wire(...faults: Fault[]): Promise<void> {
		this.faults.add(faults);
		await this.submit();
		await this.struck();
	}

	/** Has the sending of a ticket go wrong, and lets it be sent again. A ticket that nobody answers for long holds its endpoint. */
	async issuing(fault: Fault): Promise<void> {
		this.faults.add([fault]);
		const job = await this.submit();
		await this.struck();
		await until("the job has been done all the same", async () => {
			// What became of it may not have been written down yet.
			await this.hurry();
			return this.isOver(job);
		});
	}

	async struck(): Promise<void> {
		await until("the faults have struck", () => this.faults.pending === 0);
	}

	/** What the edge waits for is due: as if the time for it had passed. */
	async hurry(...statements: string[]): Promise<void> {
		const usual = ["UPDATE tickets SET due_at = 0 WHERE closed_at IS NULL"];
		await writeTo(this.lent.stack.edge.process, statements.length > 0 ? statements : usual);
		await this.lent.setEndpoint();
	}

	/** The request of a job's ticket, which nobody has taken yet. */
	async waiting(): Promise<Request> {
		return until("a ticket waits", () => this.queue.list().find(({ status }) => status === "IN_QUEUE"));
	}

	/** Every job is over, and every ticket back. */
	async quiet(): Promise<void> {
		await until("nothing is left to do", async () => {
			for (const job of this.jobs) if (!(await this.isOver(job))) return false;
			return allBack(this.lent, LENT_POOL);
		});
	}

	/** Nothing of it answers any more, as a container that is gone. */
	kill(worker: string): void {
		this.lent.endpoint.fleet.act({ do: "kill", worker });
	}
}
