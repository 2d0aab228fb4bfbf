import * as z from "zod";
import { POD_TEMPLATE } from "../../worker/emulators/runpod/endpoint.ts";
import type { EmulatedPod } from "../../worker/emulators/runpod/pods.ts";
import { until } from "../../worker/testing/until.ts";
import { RENTED_POOL, type RunpodStack, VRAM_BYTES } from "../stack/runpod.ts";
import { writeTo } from "../stack/write.ts";
import { slowPicture } from "./graphs.ts";
import { withDatabase } from "./stored.ts";

const podRow = z.object({
	id: z.string(),
	runpod_pod: z.string().nullable(),
	status: z.string(),
	outcome: z.string().nullable(),
	used_at: z.number().nullable(),
	due_at: z.number(),
	asked_at: z.number(),
	paid_until: z.number(),
	cost_micro_usd: z.number(),
	attempts: z.number(),
});
/** A pod as the edge has it. Times in milliseconds. */
export type BookedPod = z.infer<typeof podRow>;

/** Pods that are started for a pool of their own, one at a time. */
export class Rented {
	private readonly lent: RunpodStack;
	private readonly price: number;

	constructor(lent: RunpodStack, price: number) {
		this.lent = lent;
		this.price = price;
	}

	/** Sets what may be rented. The pool is looked at right afterwards. */
	async set(daily_budget_micro_usd: number | null = null): Promise<void> {
		await this.lent.operator.pools.putEndpoint(RENTED_POOL, "pods", {
			...{ mode: "pod", gpu: "Emulated GPU", vram_bytes: VRAM_BYTES, micro_usd_per_second: this.price },
			...{ max_workers: 1, spare: 0, daily_budget_micro_usd },
			pod: { template: POD_TEMPLATE, gpu_ids: ["Emulated GPU"], idle_s: 60, start_s: 600 },
		});
	}

	/** Has the edge ask RunPod about its pods now, as it does from time to time. */
	async look(budget: number | null = null): Promise<void> {
		await writeTo(this.lent.stack.edge.process, ["UPDATE pods SET due_at = 0 WHERE closed_at IS NULL"]);
		await this.set(budget);
		await until("it has looked", () =>
			this.booked().every(({ due_at, status }) => due_at > 0 || status === "closed"),
		);
	}

	/** Waits until the pod after so many works, and the edge knows. */
	async working(before: number): Promise<BookedPod> {
		return until("the edge knows that a pod works", async () => {
			const pod = this.booked()[before];
			// It is started at the next look.
			if (!pod) return void (await this.set());
			const lines = this.lent.endpoint.lines.get(pod.runpod_pod ?? "") ?? [];
			if (!lines.some((line) => line.includes('"claimed"'))) return null;
			await this.look();
			return this.booked().find(({ id, used_at }) => id === pod.id && used_at !== null);
		});
	}

	/** Waits until a pod is over at RunPod, and then here. */
	async over({ id }: BookedPod, budget: number | null = null): Promise<void> {
		await until("it is over", async () => {
			const pod = this.booked().find((one) => one.id === id);
			if (!pod || this.machine(pod).alive) return false;
			await this.look(budget);
			return this.booked().some((one) => one.id === id && one.status === "closed");
		});
	}

	async submit(count: number, steps: number, stepMs: number): Promise<string[]> {
		const one = async (_: unknown, colour: number) => {
			const graph = slowPicture(colour, steps, stepMs);
			return (await this.lent.stack.client.submitGraph({ graph, inputs: {}, pool: RENTED_POOL })).id;
		};
		return Promise.all(Array.from({ length: count }, one));
	}

	/** All pods as the edge has them, oldest first, each with how many attempts the ledger has of it. */
	booked(): BookedPod[] {
		return withDatabase(this.lent.stack, (db) =>
			z.array(podRow).parse(
				db
					.prepare(`SELECT id, runpod_pod, status, outcome, used_at, due_at, asked_at, paid_until, cost_micro_usd,
							(SELECT count(*) FROM ledger JOIN workers ON workers.id = worker_id WHERE workers.name = pods.id) AS attempts
							FROM pods ORDER BY id`)
					.all(),
			),
		);
	}

	/** What RunPod has of a pod. */
	machine({ runpod_pod }: BookedPod): EmulatedPod {
		const found = this.lent.endpoint.runpod.pods.history().find(({ id }) => id === runpod_pod);
		if (!found) throw new Error(`RunPod has no pod ${runpod_pod}`);
		return found;
	}

	/** Nothing of it answers any more, as a container that is gone. */
	kill(pod: BookedPod): void {
		this.lent.endpoint.rented.act({ do: "kill", worker: this.machine(pod).id });
	}
}
