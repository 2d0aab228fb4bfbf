import type { ReactNode } from "react";

interface Props {
	title: string;
	/** A sentence below it. */
	lead?: ReactNode;
	/** What can be done with the whole page. */
	actions?: ReactNode;
}

/** What every page begins with. */
export function PageHead({ title, lead, actions }: Props) {
	return (
		<header className="mb-6 flex flex-wrap items-end justify-between gap-4">
			<div className="min-w-0">
				<h1 className="text-2xl font-semibold tracking-tight [overflow-wrap:anywhere] sm:text-3xl">
					<bdi>{title}</bdi>
				</h1>
				{lead && <div className="mt-1 text-muted">{typeof lead === "string" ? <bdi>{lead}</bdi> : lead}</div>}
			</div>
			{actions && <div className="flex flex-wrap gap-2">{actions}</div>}
		</header>
	);
}
