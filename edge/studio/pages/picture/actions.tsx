import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import { useShortcuts } from "../../app/frame/shortcuts.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { Button, buttonClasses, IconButton } from "../../ui/button/button.tsx";
import { Menu, type MenuItem } from "../../ui/button/menu.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { runAgain } from "../assets.ts";
import { DeleteDialog } from "../gallery/delete-dialog.tsx";
import type { SidecarTask } from "./use-picture.ts";
import { inputsOf } from "./use-picture.ts";
import { words } from "./words.ts";

interface Props {
	asset: Asset;
	task: SidecarTask | null;
}

/** What can be done with a picture: the same with another seed, exactly the same, compare, keep, delete. */
export function Actions({ asset, task }: Props) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const [asking, setAsking] = useState(false);
	const { job } = asset;
	const again = useMutation({
		mutationFn: (seeds: "same" | "new") => runAgain(job ?? "", seeds),
		onSuccess: ({ id }) => go(`/jobs/${id}`),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const { mutate } = again;
	useShortcuts(
		useMemo<Record<string, () => void>>(
			() => (job === null ? {} : { r: () => mutate("new") }),
			[job, mutate],
		),
	);
	const [source] = inputsOf(task);
	const items: MenuItem[] = [
		...(job === null
			? []
			: [
					{ words: say("same_again"), icon: "again" as const, onChoose: () => mutate("same") },
					{ words: say("open_job"), icon: "jobs" as const, onChoose: () => go(`/jobs/${job}`) },
				]),
		...(source === undefined || asset.kind !== "image"
			? []
			: [
					{
						words: say("compare_source"),
						icon: "compare" as const,
						onChoose: () => go(`/compare/${source}/${asset.id}`),
					},
				]),
		...(task === null
			? []
			: [
					{
						words: say("save_graph"),
						icon: "flow" as const,
						onChoose: () => saveJson(task.graph, `${asset.id}.json`),
					},
				]),
		{ words: say("delete"), icon: "trash" as const, onChoose: () => setAsking(true) },
	];
	return (
		<div className="flex gap-2">
			{job !== null && (
				<Button
					look="primary"
					icon="spark"
					busy={again.isPending}
					className="flex-1"
					onClick={() => mutate("new")}
				>
					{say("new_seed")}
				</Button>
			)}
			<a
				href={asset.url}
				download={asset.filename}
				aria-label={say("download")}
				title={say("download")}
				className={buttonClasses()}
			>
				<Icon name="download" className="size-4.5" />
				{job === null && say("download")}
			</a>
			<Menu
				trigger={<IconButton icon="more" label={say("more")} className="border border-line" />}
				items={items}
			/>
			<DeleteDialog
				open={asking}
				assets={[asset]}
				onClose={() => setAsking(false)}
				onDone={() => go("/gallery", { replace: true })}
			/>
		</div>
	);
}

function saveJson(value: unknown, filename: string): void {
	const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: "application/json" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = filename;
	link.click();
	URL.revokeObjectURL(url);
}
