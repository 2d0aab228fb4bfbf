import { useState } from "react";
import { JOB_STATUSES, STAGE_STATUSES } from "../../contract/status.ts";
import { Button, type ButtonLook, IconButton } from "../ui/button/button.tsx";
import { CopyButton } from "../ui/button/copy-button.tsx";
import { Menu } from "../ui/button/menu.tsx";
import { Dialog } from "../ui/dialog/dialog.tsx";
import { Progress } from "../ui/feedback/progress.tsx";
import { Skeleton } from "../ui/feedback/skeleton.tsx";
import { StatusBadge } from "../ui/feedback/status-badge.tsx";
import { Toasts, toast } from "../ui/feedback/toast.tsx";
import { Facts } from "../ui/figures/facts.tsx";
import { Ago, Duration, Money } from "../ui/figures/figures.tsx";
import { Table } from "../ui/figures/table.tsx";
import { Choice } from "../ui/form/choice.tsx";
import { Field } from "../ui/form/field.tsx";
import { Select } from "../ui/form/select.tsx";
import { Slider } from "../ui/form/slider.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHead } from "../ui/page/page-head.tsx";
import { Tabs } from "../ui/page/tabs.tsx";
import { Picture } from "../ui/picture/picture.tsx";
import { THEMES, type Theme, useTheme } from "../ui/theme.ts";
import { FormParts } from "./form-parts.tsx";
import { ListParts } from "./list-parts.tsx";
import { Part } from "./part.tsx";
import { SAMPLE_PICTURE, SAMPLE_PREVIEW } from "./samples.ts";

type Sample = "one" | "two" | "three";
const LOOKS: readonly ButtonLook[] = ["primary", "plain", "quiet", "danger"];
const LONG =
	"Donaudampfschifffahrtsgesellschaftskapitänsmütze under the enlarger, by the light of a single red lamp";

/** Every part of the studio in every state, for those who build it: only in development, and only in English. */
export default function DesignPage() {
	const [theme, chooseTheme] = useTheme();
	const [strength, setStrength] = useState(0.7);
	const [open, setOpen] = useState<"dialog" | "drawer" | null>(null);
	const [choice, setChoice] = useState<Sample>("one");
	const [minute] = useState(() => new Date(Date.now() - 60_000).toISOString());
	return (
		<main className="mx-auto max-w-5xl space-y-12 px-6 py-10">
			<PageHead
				title="Design"
				lead="Every part in every state"
				actions={
					<Choice
						label="Theme"
						value={theme}
						onChange={chooseTheme}
						options={THEMES.map((one): [Theme, string] => [one, one])}
					/>
				}
			/>
			<Part name="Button">
				{LOOKS.map((look) => (
					<div key={look} className="flex flex-wrap gap-3">
						<Button look={look}>{look}</Button>
						<Button look={look} icon="spark">
							with icon
						</Button>
						<Button look={look} busy>
							busy
						</Button>
						<Button look={look} disabled>
							disabled
						</Button>
					</div>
				))}
				<IconButton label="Icon alone" icon="more" />
				<CopyButton text="copied" />
			</Part>
			<Part name="Field, Select, Slider, Choice">
				<Field label="Plain" placeholder="placeholder" />
				<Field label="With a hint" hint="What helps to fill it in" defaultValue={LONG} />
				<Field label="Wrong" error="It may have 20 characters; it has 31" defaultValue="x" />
				<Field label="Disabled" disabled defaultValue="x" />
				<Select<Sample>
					label="Select"
					value={choice}
					onChange={setChoice}
					options={[
						["one", "One"],
						["two", "Two"],
						["three", LONG],
					]}
				/>
				<Slider label="Strength" value={strength} min={0} max={1} step={0.05} onChange={setStrength} />
				<Choice<Sample>
					label="Choice"
					value={choice}
					onChange={setChoice}
					options={[
						["one", "One"],
						["two", "Two"],
						["three", "Three"],
					]}
				/>
			</Part>
			<FormParts />
			<ListParts />
			<Part name="Status">
				<div className="flex flex-wrap gap-x-6 gap-y-3">
					{[...new Set([...JOB_STATUSES, ...STAGE_STATUSES])].map((status) => (
						<StatusBadge key={status} status={status} />
					))}
				</div>
			</Part>
			<Part name="Progress">
				{[null, 0, 33, 100].map((value) => (
					<Progress key={value} label={`Progress ${value}`} value={value} />
				))}
			</Part>
			<Part name="Picture">
				<div className="grid grid-cols-2 gap-4 sm:grid-cols-5">
					<Picture alt="nothing" />
					<Picture alt="developing" developing />
					<Picture alt="preview" preview={SAMPLE_PREVIEW} developing />
					<Picture alt="done" preview={SAMPLE_PREVIEW} src={SAMPLE_PICTURE} width={2} height={3} />
					<Picture alt="broken" src="data:image/png;base64,x" />
				</div>
			</Part>
			<Part name="Money, Duration, Ago, Facts">
				<Facts
					facts={[
						["Money", <Money key="money" microUsd={1_234_567} />],
						["Less than a cent", <Money key="cent" microUsd={1234} />],
						["Not known", <Money key="null" microUsd={null} />],
						["Running", <Duration key="running" from={minute} to={null} />],
						["Ago", <Ago key="ago" time={minute} />],
						["Long words", LONG],
					]}
				/>
			</Part>
			<Part name="Table, Tabs">
				<Tabs
					label="Tabs"
					tabs={[
						{
							key: "table",
							words: "Table",
							content: (
								<Table
									label="Rows"
									rows={["first", "second", LONG]}
									keyOf={(row) => row}
									columns={[
										{ key: "name", words: "Name", cell: (row) => row },
										{ key: "length", words: "Length", end: true, cell: (row) => row.length },
									]}
								/>
							),
						},
						{ key: "skeleton", words: "Skeleton", content: <Skeleton className="h-24 w-full" /> },
					]}
				/>
			</Part>
			<Part name="Dialog, Menu, Toast">
				<div className="flex flex-wrap gap-3">
					<Button onClick={() => setOpen("dialog")}>Dialog</Button>
					<Button onClick={() => setOpen("drawer")}>Drawer</Button>
					<Menu
						trigger={<Button icon="down">Menu</Button>}
						items={[
							{ words: "Download", icon: "download", onChoose: () => {} },
							{ words: "Copy", icon: "copy", onChoose: () => {} },
						]}
					/>
					<Button onClick={() => toast({ title: "Done", text: LONG })}>Toast</Button>
					<Button onClick={() => toast({ bad: true, title: "That did not work", text: LONG })}>
						Toast of a failure
					</Button>
				</div>
				<Dialog
					open={open !== null}
					drawer={open === "drawer"}
					onClose={() => setOpen(null)}
					title="Title"
					text={LONG}
					actions={<Button look="primary">Go on</Button>}
				/>
			</Part>
			<Part name="EmptyState">
				<EmptyState icon="gallery" title="The trays are empty" text={LONG}>
					<Button look="primary">First thing to do</Button>
				</EmptyState>
			</Part>
			<Toasts />
		</main>
	);
}
