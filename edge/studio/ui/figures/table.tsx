import { type ReactNode, useLayoutEffect, useRef } from "react";

export interface Column<Row> {
	key: string;
	words: string;
	cell(row: Row): ReactNode;
	/** Figures stand at the end of their column. */
	end?: boolean;
}

interface Props<Row> {
	/** What the table is of, for screen readers. */
	label: string;
	columns: readonly Column<Row>[];
	rows: readonly Row[];
	keyOf(row: Row): string;
}

/** Rows and columns; what is wider than the page scrolls inside it. */
export function Table<Row>({ label, columns, rows, keyOf }: Props<Row>) {
	const frame = useRef<HTMLElement>(null);
	useLayoutEffect(() => {
		const element = frame.current;
		if (!element) return;
		// What scrolls has to be within reach of the keyboard, and nothing else.
		const watcher = new ResizeObserver(() => {
			if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
			else element.removeAttribute("tabindex");
		});
		watcher.observe(element);
		return () => watcher.disconnect();
	}, []);
	return (
		<section
			ref={frame}
			aria-label={label}
			className="overflow-x-auto rounded-xl border border-line bg-sheet"
		>
			<table className="w-full text-start">
				<thead>
					<tr className="border-b border-line text-sm text-muted">
						{columns.map(({ key, words, end }) => (
							<th
								key={key}
								scope="col"
								className={`px-4 py-3 font-medium ${end ? "text-end" : "text-start"}`}
							>
								{words}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr key={keyOf(row)} className="border-b border-line last:border-0">
							{columns.map(({ key, cell, end }) => (
								<td key={key} className={`px-4 py-3 align-middle ${end ? "text-end" : ""}`}>
									{cell(row)}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
