import { useState } from "react";
import type { WorkerResource } from "../../../contract/operator/operator.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { useFormat } from "../../words/format.ts";
import { shell } from "../../words/shell.ts";
import { useDrain, useWorkers } from "./requests.ts";
import { words } from "./words.ts";

/** Every worker, newest first; one that is there can be drained. */
export function WorkerList() {
	const say = words.use();
	const workers = useWorkers();
	if (workers.isPending) return <Skeleton className="h-48 w-full rounded-xl" />;
	if (!workers.data) return <LoadFailed error={workers.error} onRetry={() => void workers.refetch()} />;
	const rows = workers.data.data;
	if (rows.length === 0) return <EmptyState icon="fleet" title={say("none_title")} text={say("none_text")} />;
	return (
		<section aria-label={say("workers")}>
			<h2 className="mb-3 text-lg font-semibold">{say("workers")}</h2>
			<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
				{rows.map((worker) => (
					<WorkerRow key={worker.id} worker={worker} />
				))}
			</ul>
		</section>
	);
}

function WorkerRow({ worker }: { worker: WorkerResource }) {
	const say = words.use();
	const common = shell.use();
	const format = useFormat();
	const [asking, setAsking] = useState(false);
	const drain = useDrain();
	const agree = () => {
		drain.mutate(worker.id, {
			onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
		});
	};
	return (
		<li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5 sm:px-5" data-worker={worker.id}>
			<div className="min-w-0 flex-1 basis-60">
				<p className="flex flex-wrap items-center gap-x-3">
					<bdi className="font-medium [overflow-wrap:anywhere]">{worker.name}</bdi>
					<WorkerState worker={worker} />
				</p>
				<p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
					<bdi>{worker.gpu.name}</bdi>
					<span className="figures">{format.number(Math.round(worker.gpu.vram_bytes / 2 ** 30))} GB</span>
					<bdi>{worker.pool}</bdi>
					<span dir="ltr">ComfyUI {worker.comfyui_version}</span>
					{worker.emulated && <span>{say("emulated")}</span>}
				</p>
			</div>
			{worker.gone_at === null && !worker.draining && (
				<Button busy={drain.isPending} onClick={() => setAsking(true)}>
					{say("drain")}
				</Button>
			)}
			<AskDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("drain_title", { name: worker.name })}
				text={say("drain_text")}
				no={say("keep")}
				yes={say("drain")}
				onYes={agree}
			/>
		</li>
	);
}

function WorkerState({ worker }: { worker: WorkerResource }) {
	const say = words.use();
	const format = useFormat();
	const [icon, colour, text] =
		worker.gone_at !== null
			? (["offline", "text-muted", say("gone", { time: format.moment(worker.gone_at) })] as const)
			: worker.draining
				? (["skip", "text-warn", say("draining")] as const)
				: worker.idle
					? (["pause", "text-muted", say("idle")] as const)
					: (["play", "text-accent", say("working")] as const);
	return (
		<span className={`inline-flex items-center gap-1.5 text-sm font-medium ${colour}`}>
			<Icon name={icon} className="size-4" />
			{text}
		</span>
	);
}
