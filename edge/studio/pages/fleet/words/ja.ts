import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "マシンと待ち行列、その費用。",
	workers: "ワーカー",
	waiting: "待機中のタスク",
	held: "実行中のタスク",
	busy: "GPU 稼働率",
	spend: "費用の合計",
	queue_plot: "待機中と実行中のタスク（このページを開いてから）",
	busy_plot: "GPU の稼働率（このページを開いてから）",
	pool: "プール",
	idle: "待機",
	working: "作業中",
	draining: "終了準備中",
	gone: "{time} に離脱",
	drain: "受付停止",
	drain_title: "{name} の受付を止めますか？",
	drain_text: "今の作業を終え、新しいものは受けません。",
	keep: "そのまま",
	emulated: "エミュレート",
	none_title: "ワーカーがいません",
	none_text: "ComfyUI のそばで npm run worker を実行してください。",
});
