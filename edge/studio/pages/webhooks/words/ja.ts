import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "ジョブの変化をすぐにプログラムへ知らせます。",
	create: "Webhook を追加",
	empty_title: "まだ通知先がありません",
	empty_text: "サーバーのアドレスを追加してください。イベントは署名され、3 日間再試行され、再送もできます。",
	url: "送信先アドレス",
	url_hint: "https:// で始まり、インターネットから届くもの",
	note: "メモ",
	hears: "通知する内容",
	everything: "すべて",
	made: "署名用シークレット",
	shown_once: "サーバーで署名の確認に使います。今コピーしてください。二度と表示されません。",
	done: "控えました",
	paused: "停止中",
	failing: "{time} から失敗",
	good: "配信中",
});
