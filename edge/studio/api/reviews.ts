import type { AssetChecks } from "../../contract/assets/quality.ts";
import type { Review, ReviewQueue, ReviewRequest } from "../../contract/assets/reviews.ts";
import { ask, queryOf } from "../api.ts";

export type ReviewOrder = "worst" | "newest";

const path = (id: string) => `/v1/assets/${encodeURIComponent(id)}`;

export const listQueue = (
	query: { order?: ReviewOrder; limit?: number; cursor?: string | undefined },
	signal?: AbortSignal,
) => ask<ReviewQueue>(`/v1/review-queue${queryOf(query)}`, { signal });

/** Pictures that wait for a review; of more than a hundred it says a hundred. */
export const countWaiting = async (signal?: AbortSignal): Promise<number> =>
	(await listQueue({ limit: 1 }, signal)).waiting;

export const keepReview = (id: string, said: ReviewRequest) =>
	ask<Review>(`${path(id)}/review`, { method: "PUT", json: said });
export const takeBackReview = (id: string) => ask<void>(`${path(id)}/review`, { method: "DELETE" });
/** All that checks found of a file. */
export const readChecks = (id: string, signal?: AbortSignal) =>
	ask<AssetChecks>(`${path(id)}/quality`, { signal });
