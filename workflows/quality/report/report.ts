import * as z from "zod";
import { CHECK_STATUSES, type Check, type CheckStatus, checkSchema, worstOf } from "../checks/check.ts";
import { type Examination, hashesIn } from "../checks/examination.ts";
import { checkPicture, type Wanted } from "../checks/picture-checks.ts";
import { checkSet, type Member } from "../checks/set-checks.ts";
import { type Standards, standardsSchema } from "../checks/standards.ts";

const hash = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.int().nonnegative();

/** What was found of one file. */
const fileReportSchema = z.strictObject({
	name: z.string(),
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	size: z.int().nonnegative().describe("Bytes"),
	content_type: z.string().nullable().describe("By its bytes; null: nothing that is known"),
	width: z.int().nullable(),
	height: z.int().nullable(),
	animated: z.boolean().describe("It has several pictures, of which the first was looked at"),
	hashes: z.strictObject({ dhash: hash, phash: hash }).nullable().describe("Null: it was not decoded"),
	status: z.enum(CHECK_STATUSES).describe("The worst of its checks"),
	checks: z.array(checkSchema),
});
export type FileReport = z.infer<typeof fileReportSchema>;

/** What was found of a set of files. */
export const reportSchema = z.strictObject({
	version: z.literal(1),
	made_at: z.iso.datetime(),
	standards: standardsSchema.describe("What the files were held against"),
	gate: z.enum(["passed", "failed"]).describe("`failed`: a file failed, or could not be looked at"),
	counts: z.strictObject({ pass: count, warn: count, fail: count, skipped: count, error: count }),
	files: z.array(fileReportSchema),
});
export type Report = z.infer<typeof reportSchema>;

/** A file that was examined. */
export interface Examined {
	name: string;
	found: Examination;
	wanted: Wanted;
}

/** A film that was looked at. */
export interface ExaminedFilm {
	name: string;
	film: Pick<FileReport, "sha256" | "size" | "content_type" | "width" | "height" | "checks">;
}

/**
 * The report about files that belong together. Films are compared by their bytes alone. Pure.
 *
 * @param now when it is made
 * @param strict a file that is doubtful fails the gate as well
 */
export function makeReport(
	files: readonly (Examined | ExaminedFilm)[],
	standards: Standards,
	{ now, strict = false }: { now: Date; strict?: boolean },
): Report {
	const ofSet = checkSet(files.map(memberOf), standards);
	const reports = files.map((file, i) => {
		const set = ofSet[i] ?? [];
		if ("found" in file)
			return fileReport(file, [...checkPicture(file.found, file.wanted, standards), ...set]);
		return filmReport(
			file,
			set.filter(({ id }) => id === "duplicate_exact"),
		);
	});
	const counts = { pass: 0, warn: 0, fail: 0, skipped: 0, error: 0 };
	for (const { status } of reports) counts[status]++;
	const bad: readonly CheckStatus[] = strict
		? ["fail", "error", "skipped", "warn"]
		: ["fail", "error", "skipped"];
	const gate = bad.some((status) => counts[status] > 0) ? "failed" : "passed";
	return { version: 1, made_at: now.toISOString(), standards, gate, counts, files: reports };
}

function memberOf(file: Examined | ExaminedFilm): Member {
	const { name } = file;
	if (!("found" in file)) return { name, sha256: file.film.sha256, measures: null };
	const { sha256, decoded } = file.found;
	if (decoded.how !== "whole") return { name, sha256, measures: null };
	const { hashes, style, light } = decoded.measures;
	return { name, sha256, measures: { hashes, style, light } };
}

function filmReport({ name, film }: ExaminedFilm, ofSet: Check[]): FileReport {
	const checks = [...film.checks, ...ofSet];
	return { name, ...film, animated: true, hashes: null, status: worstOf(checks), checks };
}

function fileReport({ name, found }: Examined, checks: Check[]): FileReport {
	const hashes = hashesIn(found);
	return {
		name,
		sha256: found.sha256,
		size: found.size,
		content_type: found.content_type,
		width: found.width,
		height: found.height,
		animated: found.animated,
		hashes: hashes && { dhash: hashes.dhash, phash: hashes.phash },
		status: worstOf(checks),
		checks,
	};
}
