import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test, vi } from "vitest";
import { movie } from "../../../workflows/media/testing/movies.ts";
import type { Raster } from "../../../workflows/quality/pixels/raster.ts";
import { reportSchema } from "../../../workflows/quality/report/report.ts";
import { black, good } from "../../../workflows/quality/testing/pictures.ts";
import { main } from "../../main.ts";
import { examineFilm } from "./films.ts";

const png = ({ width, height, data }: Raster) =>
	sharp(data, { raw: { width, height, channels: 3 } })
		.png()
		.toBuffer();

/** A folder with one good picture, one black one, and one that is called what it is not. */
async function folderOfPictures(): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-qa-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	await writeFile(path.join(folder, "good.png"), await png(good(1)));
	await mkdir(path.join(folder, "bad"));
	await writeFile(path.join(folder, "bad", "black <b>.png"), await png(black(1)));
	await writeFile(path.join(folder, "bad", "other.jpg"), await png(good(2)));
	await writeFile(path.join(folder, "bad", "notes.txt"), "words");
	return folder;
}

async function run(folder: string, ...args: string[]) {
	const out: string[] = [];
	const err: string[] = [];
	const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0);
	const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0);
	try {
		const code = await main(["qa", ...args], { DARKROOM_CWD: folder });
		return { code, out: out.join(""), err: err.join("") };
	} finally {
		stdout.mockRestore();
		stderr.mockRestore();
	}
}

test("pictures of this machine are looked at without a server: 0 where all pass, 6 where one fails, and why", async () => {
	const folder = await folderOfPictures();
	const fine = await run(folder, "good.png", "--size", "192x160", "--html", "page.html");
	expect(fine).toMatchObject({ code: 0, out: expect.stringContaining("passed: 1 pass") });
	const bad = await run(folder, "bad", "--html", "page.html");
	expect(bad.code).toBe(6);
	expect(bad.out).toMatch(/fail +bad\/black <b>\.png\n +fail: image_blank: the picture is black/);
	expect(bad.out).toMatch(/fail: file_type: its name ends in \.jpg, and its bytes are image\/png/);
	expect(bad.err).toContain("1 files are no pictures");
	const page = await readFile(path.join(folder, "page.html"), "utf8");
	expect(page).toContain("black &lt;b&gt;.png");
	expect(page).not.toContain("<b>");
	expect(page.match(/data:image\/webp;base64,/g)).toHaveLength(2);
	const json = await run(folder, "bad", "--json");
	expect(json.code).toBe(6);
	expect(reportSchema.parse(JSON.parse(json.out))).toMatchObject({ gate: "failed", counts: { fail: 2 } });
});

test("standards can be others; what cannot be understood or read is told", async () => {
	const folder = await folderOfPictures();
	await writeFile(path.join(folder, "map.json"), '{"subject":"map"}');
	expect(await run(folder, path.join("bad", "black <b>.png"), "--standards", "map.json")).toMatchObject({
		code: 0,
	});
	await writeFile(path.join(folder, "wrong.json"), '{"sharpnes_from":1}');
	for (const [code, ...args] of [
		[2],
		[2, "good.png", "--size", "large"],
		[2, "good.png", "--aspect", "1:0"],
		[2, "good.png", "--standards", "wrong.json"],
		[2, "good.png", "--standards", "good.png"],
		[3, "missing.png"],
		[2, "self-test", "good.png"],
		[3, "self-test", "--python", "/nowhere/python"],
		[3, "self-test", "--insightface", "bad"],
	] as const) {
		const { code: ended, err } = await run(folder, ...args);
		expect(ended, args.join(" ")).toBe(code);
		expect(err).toMatch(/^darkroom qa: .+/m);
	}
});

test("films are looked at too: their tables here, their pictures by ffmpeg where there is one, and no pass without", async () => {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-qa-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	const file = (name: string) => ({ file: path.join(folder, name), name });
	await writeFile(file("film.mp4").file, movie("isom", ["vide"], 100));
	await writeFile(file("empty.webm").file, "");
	await writeFile(file("text.mov").file, "no film at all, only words");
	const nowhere = path.join(folder, "no-ffmpeg");
	const { film } = await examineFilm(file("film.mp4"), { width: 64, height: 48 }, nowhere);
	expect(film).toMatchObject({ content_type: "video/mp4", width: 64, height: 48 });
	const of = (id: string) => film.checks.find((check) => check.id === id);
	expect(of("video_dimensions")).toMatchObject({ status: "pass" });
	expect(of("video_black")).toMatchObject({
		status: "skipped",
		reason: expect.stringContaining("no ffmpeg"),
	});
	for (const [name, why] of [
		["empty.webm", "no bytes"],
		["text.mov", "no film that is known"],
	] as const)
		expect((await examineFilm(file(name), {}, nowhere)).film.checks).toMatchObject([
			{ id: "file_type", status: "fail", reason: expect.stringContaining(why) },
		]);
	const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
	onTestFinished(() => out.mockRestore());
	expect(await main(["qa", folder, "--json"], process.env)).toBe(6);
	const report = reportSchema.parse(JSON.parse(String(out.mock.calls[0]?.[0])));
	expect(report.files.map(({ name, status }) => [path.basename(name), status])).toEqual([
		["empty.webm", "fail"],
		["film.mp4", expect.stringMatching(/^(?:skipped|error|fail)$/)],
		["text.mov", "fail"],
	]);
});
