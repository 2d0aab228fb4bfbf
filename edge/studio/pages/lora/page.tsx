import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LoraResource } from "../../../contract/training/loras.ts";
import { deleteLora, getLora } from "../../api/loras.ts";
import { DeleteDialog } from "../../app/editing/delete-dialog.tsx";
import { BackLink } from "../../app/routing/back-link.tsx";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { readAccount } from "../new-job/data/calls.ts";
import { newJobWith } from "./new-job-with.ts";
import { NotesDialog } from "./notes-dialog.tsx";
import { Versions } from "./versions.tsx";
import { words } from "./words.ts";

export default function LoraPage({ params }: PageProps) {
	const say = words.use();
	const name = params.name ?? "";
	const { data, error, isPending, refetch } = useQuery({
		queryKey: ["lora", name],
		queryFn: ({ signal }) => getLora(name, signal),
	});
	return (
		<>
			<BackLink to="/loras">{say("back")}</BackLink>
			{isPending && <Skeleton className="h-80 w-full rounded-xl" />}
			{error && !data && <LoadFailed error={error} onRetry={() => void refetch()} />}
			{data && <Lora lora={data} />}
		</>
	);
}

function Lora({ lora }: { lora: LoraResource }) {
	const say = words.use();
	const [open, setOpen] = useState<"delete" | "notes" | null>(null);
	const close = () => setOpen(null);
	const account = useQuery({
		queryKey: ["account"],
		queryFn: ({ signal }) => readAccount(signal),
		staleTime: 30_000,
	});
	const { name, promoted, awaits, trigger_word, licence, note, versions } = lora;
	const shown = versions.find(({ version }) => version === promoted);
	const use = newJobWith(lora, shown);
	return (
		<>
			<PageHead
				title={name}
				lead={shown && <bdi>{say("recommended_is", { name: shown.reference })}</bdi>}
				actions={
					<>
						{use !== null && (
							<Link to={use} className={buttonClasses("primary")}>
								<Icon name="spark" className="size-4.5" />
								{say("use")}
							</Link>
						)}
						<Button icon="pencil" onClick={() => setOpen("notes")}>
							{say("edit")}
						</Button>
						<Button look="danger" icon="bin" onClick={() => setOpen("delete")}>
							{say("delete")}
						</Button>
					</>
				}
			/>
			{awaits !== null && (
				<p className="mb-6 flex flex-wrap items-center gap-x-3 rounded-xl border border-line bg-sheet p-4">
					<Icon name="curve" className="size-5 text-accent" />
					<span className="font-medium">{say("awaits")}</span>
					<Link to={`/trainings/${awaits}`} className="text-accent underline underline-offset-3">
						{say("see_training")}
					</Link>
				</p>
			)}
			<div className="grid gap-8 lg:grid-cols-[1fr_15rem]">
				<div className="min-w-0 space-y-8">
					<Versions lora={lora} />
				</div>
				<Facts
					facts={[
						[
							say("trigger_word"),
							trigger_word === null ? (
								"–"
							) : (
								<bdi key="word" className="font-mono text-sm">
									{trigger_word}
								</bdi>
							),
						],
						[say("owner"), account.data?.name ?? "…"],
						[
							say("licence"),
							licence === null ? (
								say("licence_none")
							) : (
								<span key="licence" dir="auto">
									{licence}
								</span>
							),
						],
						[
							say("note"),
							note === null ? (
								"–"
							) : (
								<span key="note" dir="auto">
									{note}
								</span>
							),
						],
						[say("changed"), <Ago key="ago" time={lora.updated_at} />],
					]}
				/>
			</div>
			<NotesDialog lora={lora} open={open === "notes"} onClose={close} />
			<DeleteDialog
				open={open === "delete"}
				onClose={close}
				title={say("delete_title", { name })}
				text={say("delete_text")}
				yes={say("delete")}
				remove={() => deleteLora(name)}
				list="loras"
				to="/loras"
			/>
		</>
	);
}
