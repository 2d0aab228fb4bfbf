import type * as z from "zod";
import {
	type ComparisonResource,
	type comparisonRequestSchema,
	comparisonResourceSchema,
} from "../edge/contract/training/comparisons.ts";
import { type LoraResource, loraSchema } from "../edge/contract/training/loras.ts";
import {
	type promotionSchema,
	type TrainingEstimate,
	type TrainingResource,
	type TrainingSummary,
	trainingEstimateSchema,
	type trainingRequestSchema,
	trainingResourceSchema,
	trainingSummarySchema,
} from "../edge/contract/training/trainings.ts";
import { type Ask, allOf, askJson, searchOf } from "./ask.ts";

/** LoRAs as they are trained. A training is a job: what is done with jobs is done with its id. */
export class Trainings {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All trainings of the account, newest first. */
	list(): AsyncGenerator<TrainingSummary> {
		return allOf(this.ask, "/v1/trainings", {}, trainingSummarySchema);
	}

	/** Starts a training. When this returns, its job is stored. */
	async start(
		request: z.input<typeof trainingRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<TrainingResource> {
		return trainingResourceSchema.parse(
			await askJson(this.ask, "POST", "/v1/trainings", request, idempotencyKey),
		);
	}

	/** What a training would do, take and cost; it is refused as `start` would refuse it. Nothing is stored. */
	async estimate(request: z.input<typeof trainingRequestSchema>): Promise<TrainingEstimate> {
		return trainingEstimateSchema.parse(await askJson(this.ask, "POST", "/v1/trainings/estimate", request));
	}

	async get(id: string): Promise<TrainingResource> {
		return trainingResourceSchema.parse(await askJson(this.ask, "GET", pathOf(id)));
	}

	/** Makes the checkpoint after so many steps, or the last weights, the next version of the LoRA. */
	async promote(id: string, promotion: z.input<typeof promotionSchema> = {}): Promise<LoraResource> {
		return loraSchema.parse(await askJson(this.ask, "POST", `${pathOf(id)}/promote`, promotion));
	}

	/** Makes pictures with and without checkpoints, at equal prompts and seeds. When this returns, its job is stored. */
	async compare(
		id: string,
		request: z.input<typeof comparisonRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<ComparisonResource> {
		const path = `${pathOf(id)}/comparison`;
		return comparisonResourceSchema.parse(await askJson(this.ask, "POST", path, request, idempotencyKey));
	}

	/** The newest comparison of a training, or the one of a job. */
	async comparison(id: string, job?: string): Promise<ComparisonResource> {
		const path = `${pathOf(id)}/comparison?${searchOf({ job })}`;
		return comparisonResourceSchema.parse(await askJson(this.ask, "GET", path));
	}
}

function pathOf(id: string): string {
	return `/v1/trainings/${encodeURIComponent(id)}`;
}
