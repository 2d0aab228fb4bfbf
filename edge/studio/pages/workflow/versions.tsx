import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { WorkflowResource, WorkflowVersionResource } from "../../../contract/workflows/workflows.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { useFormat } from "../../words/format.ts";
import { shell } from "../../words/shell.ts";
import { retireVersion, useVersions } from "./requests.ts";
import { words } from "./words.ts";

/** Every version there was; of own ones the account takes those back that nobody is to use any more. */
export function Versions({ workflow }: { workflow: WorkflowResource }) {
	const say = words.use();
	const versions = useVersions(workflow.id);
	if (versions.isPending) return <Skeleton className="h-32 w-full" />;
	if (!versions.data) return <LoadFailed error={versions.error} onRetry={() => void versions.refetch()} />;
	return (
		<>
			<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
				{versions.data.data.map((version) => (
					<VersionRow
						key={version.version}
						version={version}
						shown={version.version === workflow.version}
						own={workflow.owner === "account"}
					/>
				))}
			</ul>
			{workflow.owner === "account" && (
				<Link
					to={`/workflows/import?id=${encodeURIComponent(workflow.id)}`}
					className={`mt-4 ${buttonClasses()}`}
				>
					{say("new_version")}
				</Link>
			)}
		</>
	);
}

function VersionRow({
	version,
	shown,
	own,
}: {
	version: WorkflowVersionResource;
	shown: boolean;
	own: boolean;
}) {
	const say = words.use();
	const common = shell.use();
	const format = useFormat();
	const queries = useQueryClient();
	const [asking, setAsking] = useState(false);
	const retire = useMutation({
		mutationFn: () => retireVersion(version.id, version.version),
		onSettled: () => queries.invalidateQueries({ queryKey: ["workflow"] }),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	return (
		<li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
			<span className="min-w-0 flex-1">
				<Link
					to={`/workflows/${version.id}@${version.version}`}
					className="rounded font-medium underline decoration-line underline-offset-3 hover:decoration-accent"
				>
					{say("version", { n: version.version })}
				</Link>
				{shown && <span className="ms-2 text-sm text-muted">{say("shown_now")}</span>}
				<span className="block text-sm text-muted">
					{version.created_at === null ? say("built_in") : <Ago time={version.created_at} />}
				</span>
			</span>
			{version.retired_at !== null ? (
				<span className="text-sm text-warn">
					{say("retired_at", { time: format.moment(version.retired_at) })}
				</span>
			) : (
				own && (
					<Button look="quiet" busy={retire.isPending} onClick={() => setAsking(true)}>
						{say("retire")}
					</Button>
				)
			)}
			<AskDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("retire")}
				text={say("retire_text")}
				no={say("keep")}
				yes={say("retire")}
				onYes={() => retire.mutate()}
			/>
		</li>
	);
}
