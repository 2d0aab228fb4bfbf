import { useDeferredValue, useState } from "react";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { SearchField } from "../../ui/form/search-field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { found, kindsIn, type Wanted } from "./catalogue.ts";
import { useCatalogue } from "./requests.ts";
import { words } from "./words.ts";
import { WorkflowCard, WorkflowCardSkeletons } from "./workflow-card.tsx";

export default function WorkflowsPage({ title }: PageProps) {
	const say = words.use();
	const { query, go } = useRouter();
	const catalogue = useCatalogue();
	const [text, setText] = useState("");
	const looked = useDeferredValue(text);
	const kinds = ["all", "own", ...kindsIn(catalogue.data ?? [])] as const;
	const kind = kinds.find((one) => one === query.get("kind")) ?? "all";
	const choose = (next: Wanted["kind"]) =>
		go(next === "all" ? "/workflows" : `/workflows?kind=${next}`, { replace: true });
	const shown = found(catalogue.data ?? [], { text: looked, kind });
	const importer = (
		<Link to="/workflows/import" className={buttonClasses("primary")}>
			<Icon name="upload" className="size-4.5" />
			{say("import")}
		</Link>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={importer} />
			<div className="space-y-3">
				<SearchField label={say("search")} value={text} onChange={setText} />
				<Choice
					label={say("kind")}
					value={kind}
					options={kinds.map((one) => [one, say(one)] as const)}
					onChange={choose}
				/>
			</div>
			<div className="mt-5">
				{catalogue.isPending && <WorkflowCardSkeletons />}
				{catalogue.isError && !catalogue.data && (
					<LoadFailed error={catalogue.error} onRetry={() => void catalogue.refetch()} />
				)}
				{shown.length > 0 && (
					<>
						<p role="status" className="mb-3 text-sm text-muted">
							{say("count", { n: shown.length })}
						</p>
						<ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
							{shown.map((workflow) => (
								<li key={workflow.id} className="flex">
									<WorkflowCard workflow={workflow} />
								</li>
							))}
						</ul>
					</>
				)}
				{catalogue.data && shown.length === 0 && kind === "own" && text === "" && (
					<EmptyState icon="flow" title={say("own_title")} text={say("own_text")}>
						{importer}
					</EmptyState>
				)}
				{catalogue.data && shown.length === 0 && (kind !== "own" || text !== "") && (
					<EmptyState icon="search" title={say("none_title")} text={say("none_text")}>
						<Button
							onClick={() => {
								setText("");
								choose("all");
							}}
						>
							{say("show_all")}
						</Button>
					</EmptyState>
				)}
			</div>
		</>
	);
}
