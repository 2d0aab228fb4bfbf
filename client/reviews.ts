import {
	type REVIEW_ORDERS,
	type Review,
	type ReviewQueue,
	type ReviewRequest,
	type Reviews as ReviewsOfOne,
	reviewQueueSchema,
	reviewSchema,
	reviewsSchema,
} from "../edge/contract/assets/reviews.ts";
import { type Ask, allOf, askJson } from "./ask.ts";

const queued = reviewQueueSchema.shape.data.element;

/** Pictures that people are to look at, and what they said of them. */
export class Reviews {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All that waits for somebody to look at it, what is most urgent first unless told otherwise. */
	queue(query: { order?: (typeof REVIEW_ORDERS)[number] } = {}): AsyncGenerator<ReviewQueue["data"][number]> {
		return allOf(this.ask, "/v1/review-queue", query, queued);
	}

	/** The checklist, and what people said of a picture: of each the newest word. */
	async of(asset: string): Promise<ReviewsOfOne> {
		return reviewsSchema.parse(await askJson(this.ask, "GET", `${pathOf(asset)}s`));
	}

	/** Says something of a picture, in place of what the same key said of it before. */
	async put(asset: string, said: ReviewRequest): Promise<Review> {
		return reviewSchema.parse(await askJson(this.ask, "PUT", pathOf(asset), said));
	}

	/** Takes back what the same key said of a picture; fine where that is nothing. */
	async takeBack(asset: string): Promise<void> {
		await this.ask("DELETE", pathOf(asset));
	}
}

function pathOf(asset: string): string {
	return `/v1/assets/${encodeURIComponent(asset)}/review`;
}
