import { describe, expect, test } from "vitest";
import type { ProjectFrame } from "../../contract/projects/project-events.ts";
import type { ProjectResource, ShotResource } from "../../contract/projects/projects.ts";
import { type BoardView, withBoard, withFrame, withShot } from "./board.ts";

const project = { id: "prj_1", head: 4 } as ProjectResource;
const shot = (id: string, change: Partial<ShotResource> = {}) =>
	({ id, project: "prj_1", status: "pending", job: null, error: null, ...change }) as ShotResource;
const of = (id: string, job: string) =>
	({ projectId: "prj_1", sentenceId: id, jobId: job, jobType: "image" }) as const;
const numbered = (seq: number, event: object) =>
	({ seq, at: "2026-01-01T00:00:00Z", ...event }) as ProjectFrame;
const queued = (seq: number, job = "job_1") => numbered(seq, { type: "job_queued", ...of("a", job) });
const started = (seq: number, job = "job_1") =>
	numbered(seq, { type: "progress", progress: 10, attempt: 1, ...of("a", job) });
const complete = (seq: number, job = "job_1") =>
	numbered(seq, { type: "job_complete", result: { asset: null, reused: false }, ...of("a", job) });
const tick = (progress: number, job = "job_1") =>
	({ type: "progress", progress, message: "ComfyUI processing...", ...of("a", job) }) as ProjectFrame;

const begin = () => withBoard(undefined, project, [shot("a"), shot("b")]);
const afterAllOf = (...frames: ProjectFrame[]) => frames.reduce(withFrame, begin());
const statusOf = (view: BoardView) => view.shots[0]?.status;

describe("the board of a storyboard", () => {
	test("S1-42 S1-43 S1-44 S1-48 a shot is queued, begins at 10, goes on from 30, and its end is asked for", () => {
		expect(statusOf(afterAllOf(queued(5)))).toBe("queued");
		expect(afterAllOf(queued(5), started(6)).percents).toEqual({ a: 10 });
		expect(afterAllOf(queued(5), started(6), tick(30), tick(57)).percents).toEqual({ a: 57 });
		const ended = afterAllOf(queued(5), started(6), tick(57), complete(7));
		expect(ended).toMatchObject({ percents: {}, stale: ["a"], seen: 7, gap: false });
		expect(statusOf(ended)).toBe("completed");
		const told = withShot(ended, shot("a", { status: "completed", job: "job_1" }));
		expect(told.stale).toEqual([]);
	});

	test("what is late changes nothing: old numbers, ticks after the end, and words of an older job", () => {
		const ended = afterAllOf(queued(5), started(6), complete(7));
		for (const late of [queued(5), started(6), complete(7), tick(80)])
			expect(withFrame(ended, late)).toEqual(ended);
		const again = withFrame(ended, queued(8, "job_2"));
		expect(statusOf(again)).toBe("queued");
		expect(withFrame(again, tick(90, "job_1"))).toEqual(again);
		expect(statusOf(withFrame(again, complete(9, "job_1")))).toBe("queued");
	});

	test("a missing number, or a shot that nobody has told of, has the whole board asked for", () => {
		expect(afterAllOf(queued(6)).gap).toBe(true);
		expect(afterAllOf(numbered(5, { type: "job_queued", ...of("new", "job_9") })).gap).toBe(true);
		expect(withBoard(afterAllOf(queued(6)), { ...project, head: 6 }, [shot("a")])).toMatchObject({
			gap: false,
			seen: 6,
		});
	});

	test("the first message brings the latest tick of every shot that is made", () => {
		const view = withBoard(undefined, project, [shot("a", { status: "generating", job: "job_1" })]);
		const hello = { type: "hello", projectId: "prj_1", head: 4, progress: [tick(44)] } as ProjectFrame;
		expect(withFrame(view, hello).percents).toEqual({ a: 44 });
	});
});
