import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ReferenceDataset } from "../edge/contract/documents/reference-datasets.ts";
import { Characters } from "./characters.ts";

const CHARACTER = "chr_01kb8x5m9zq4w7t2n6r3h0v1c8";
const JOB = "job_01kb8x5m9zq4w7t2n6r3h0v1c8";

function dataset(status: "queued" | "running" | "succeeded" | "canceled"): ReferenceDataset {
	return {
		character: CHARACTER,
		version: 0,
		references: [],
		bytes: 0,
		estimated_minutes: { least: 8, most: 12 },
		job: {
			id: JOB,
			status,
			estimated_time: "8-12 minutes",
			uses_references: false,
			progress: { stage: 1, total: 4, percent: 0, message: "Generating stage 1/4..." },
			stages: [],
			urls: { self: `/v1/jobs/${JOB}` },
		},
	};
}

/** Answers with these, one after the other; the last one again and again. */
function characters(answers: (ReferenceDataset | Error)[]) {
	const asked: string[] = [];
	const client = new Characters(async (method, path) => {
		const answer = answers[Math.min(asked.length, answers.length - 1)];
		asked.push(`${method} ${path}`);
		if (answer instanceof Error) throw answer;
		return Response.json(answer);
	});
	return { client, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("S3-69 S3-103 a dataset is asked for every three seconds, until its job has ended and no longer", async () => {
	for (const end of ["succeeded", "canceled"] as const) {
		const { client, asked } = characters([dataset("queued"), dataset("running"), dataset(end)]);
		const waiting = client.waitForReferences(CHARACTER);
		await vi.advanceTimersByTimeAsync(2999);
		expect(asked).toEqual([`GET /v1/characters/${CHARACTER}/reference-dataset`]);
		await vi.advanceTimersByTimeAsync(1);
		expect(asked).toHaveLength(2);
		await vi.advanceTimersByTimeAsync(3000);
		expect((await waiting).job?.status).toBe(end);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(asked).toHaveLength(3);
	}
});

test("S3-69 asking stops where whoever asks has left, and where it is refused", async () => {
	const { client, asked } = characters([dataset("running")]);
	const leave = new AbortController();
	const waiting = client.waitForReferences(CHARACTER, { signal: leave.signal });
	await vi.advanceTimersByTimeAsync(4000);
	leave.abort(new Error("the page is closed"));
	await expect(waiting).rejects.toThrow("the page is closed");
	await vi.advanceTimersByTimeAsync(60_000);
	expect(asked).toHaveLength(2);
	expect(vi.getTimerCount()).toBe(0);
	const gone = characters([new Error("not found")]);
	await expect(gone.client.waitForReferences(CHARACTER)).rejects.toThrow("not found");
});
