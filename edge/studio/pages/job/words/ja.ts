import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "すべてのジョブ",
	stages: "ステージ",
	stage_of: "ステージ {n}/{all}",
	overall: "全体の進捗",
	step: "{node} {step}/{steps}",
	node_of: "ノード {done}/{all}",
	picture: "{stage}、{n}枚目",
	cancel: "キャンセル",
	cancel_title: "このジョブをキャンセルしますか？",
	cancel_text: "実行中の処理を停止します。完成した写真は残ります。",
	cancel_yes: "ジョブをキャンセル",
	cancel_no: "続ける",
	cost: "これまでの費用",
	estimate: "見積り（最大）",
	budget: "予算",
	submitted: "送信",
	time: "時間",
	error_title: "何が起きたか",
	parameters: "パラメーター",
	details: "詳細",
	job_id: "ジョブID",
	pool: "プール",
	stage_is: "{stage}：{status}",
});
