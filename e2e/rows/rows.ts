/** What a requirement row, or a promise of the README, has come to in one run of the tests. */
type RowState = "proven" | "in part" | "failing" | "skipped" | "no test" | "for a person";

export interface KnownRow {
	id: string;
	words: string;
	/**
	 * `person`: no test of this repository can decide it, since it takes an eye or a GPU or is no requirement.
	 * `partly`: the tests that name it prove less than all of it.
	 */
	mark: "person" | "partly" | null;
}

export interface RowResult extends KnownRow {
	state: RowState;
	/** `file > title` of every test that names it. */
	tests: string[];
}

/** One test as Vitest's JSON report tells of it. */
export interface ReportedTest {
	file: string;
	title: string;
	status: string;
}

const ID = /\b(?:S0-[A-E]\d\d|S1-\d\d|S2-[A-Z]+(?:-\d+[a-z]?)?|S3-\d{2,3}|P(?:1[0-2]|[1-9]))\b/g;

/** Ids of the rows that a test names in its title or in that of a group around it. */
export function rowIds(title: string): string[] {
	return [...new Set(title.match(ID) ?? [])];
}

/** The lines of a test file that say what a test, or a group of them, is called. */
export function titleLines(source: string): string[] {
	return source.match(/^\s*(test|describe)[^\n]*/gm) ?? [];
}

/** Reads the list of rows: id, a few words, and a mark where there is one. */
export function readRows(text: string): KnownRow[] {
	return text
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("#"))
		.map((line) => {
			const [id = "", words = "", mark] = line.split("\t");
			return { id, words, mark: mark === "person" || mark === "partly" ? mark : null };
		});
}

/** Every known row with what the tests that name it came to. A failed test fails each row it names. */
export function judgeRows(known: readonly KnownRow[], tests: readonly ReportedTest[]): RowResult[] {
	const naming = new Map<string, ReportedTest[]>();
	for (const test of tests) {
		for (const id of rowIds(test.title)) naming.set(id, [...(naming.get(id) ?? []), test]);
	}
	return known.map((row) => {
		const found = naming.get(row.id) ?? [];
		return {
			...row,
			state: stateOf(row, found),
			tests: found.map(({ file, title }) => `${file} > ${title}`),
		};
	});
}

function stateOf(row: KnownRow, tests: readonly ReportedTest[]): RowState {
	if (tests.some(({ status }) => status === "failed")) return "failing";
	if (row.mark === "person") return "for a person";
	if (tests.some(({ status }) => status === "passed")) return row.mark === "partly" ? "in part" : "proven";
	return tests.length > 0 ? "skipped" : "no test";
}

/** One line a row: id, state, words, tests. */
export function rowsTable(rows: readonly RowResult[]): string {
	const lines = rows.map(({ id, state, words, tests }) => [id, state, words, tests.join(" | ")].join("\t"));
	return `${["id\tstate\twords\ttests", ...lines].join("\n")}\n`;
}

/** The whole table in one line. */
export function rowsSummary(rows: readonly RowResult[]): string {
	const count = (state: RowState) => rows.filter((row) => row.state === state).length;
	return [
		`Rows: ${count("proven")} proven`,
		`${count("in part")} in part`,
		`${count("failing")} failing`,
		`${count("skipped")} skipped here`,
		`${count("no test")} without a test`,
		`${count("for a person")} that no test can decide`,
	].join(", ");
}
