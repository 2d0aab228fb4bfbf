import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";
import { BackLink } from "../../app/routing/back-link.tsx";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { buttonClasses } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { Money } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { Tabs } from "../../ui/page/tabs.tsx";
import { useFormat } from "../../words/format.ts";
import { Example } from "./example.tsx";
import { GraphTab } from "./graph-tab.tsx";
import { Needs } from "./needs.tsx";
import { ParameterTable } from "./parameter-table.tsx";
import { useWorkflow } from "./requests.ts";
import { Versions } from "./versions.tsx";
import { words } from "./words.ts";

const SECOND_MS = 1000;

export default function WorkflowPage({ params }: PageProps) {
	const say = words.use();
	const reference = params.id ?? "";
	const { data: workflow, isPending, error, refetch } = useWorkflow(reference);
	const back = <BackLink to="/workflows">{say("back")}</BackLink>;
	if (isPending) {
		return (
			<>
				{back}
				<Skeleton className="mb-6 h-16 w-2/3" />
				<Skeleton className="h-96 w-full" />
			</>
		);
	}
	if (!workflow) return <LoadFailed error={error} onRetry={() => void refetch()} />;
	const own = `${workflow.id}@${workflow.version}`;
	return (
		<>
			{back}
			<PageHead
				title={workflow.title}
				lead={
					<>
						<p className="max-w-3xl text-pretty" dir="auto">
							{workflow.purpose}
						</p>
						<p className="mt-2 flex flex-wrap gap-x-3 text-sm">
							<span className="font-mono" dir="ltr">
								{own}
							</span>
							<span>{workflow.owner === "account" ? say("yours") : say("library")}</span>
							{workflow.retired_at !== null && <span className="text-warn">{say("retired")}</span>}
						</p>
					</>
				}
				actions={
					workflow.retired_at === null && (
						<Link to={`/new?workflow=${reference}`} className={buttonClasses("primary")}>
							<Icon name="spark" className="size-4.5" />
							{say("new_job")}
						</Link>
					)
				}
			/>
			<div className="grid gap-8 lg:grid-cols-[1fr_13rem]">
				<div className="min-w-0">
					<Tabs
						label={say("sections")}
						tabs={[
							{
								key: "parameters",
								words: say("parameters"),
								content: <ParameterTable workflow={workflow} />,
							},
							{ key: "graph", words: say("graph"), content: <GraphTab reference={own} /> },
							{ key: "example", words: say("example"), content: <Example workflow={workflow} /> },
							{ key: "needs", words: say("needs"), content: <Needs workflow={workflow} /> },
							{ key: "versions", words: say("versions"), content: <Versions workflow={workflow} /> },
						]}
					/>
				</div>
				<div className="self-start">
					<WorkflowFacts workflow={workflow} />
				</div>
			</div>
		</>
	);
}

function WorkflowFacts({ workflow }: { workflow: WorkflowResource }) {
	const say = words.use();
	const format = useFormat();
	const { estimate } = workflow;
	return (
		<Facts
			facts={[
				[say("time"), <span key="time">{format.duration(estimate.seconds * SECOND_MS)}</span>],
				[say("price"), <Money key="price" microUsd={estimate.micro_usd} />],
				[say("memory"), <span key="memory">{format.number(workflow.vram_gb)} GB</span>],
				[say("comfyui"), workflow.comfyui],
				[say("kind"), workflow.family],
				[say("leaves"), workflow.outputs.map(({ name, kind }) => `${name} (${kind})`).join(", ")],
			]}
		/>
	);
}
