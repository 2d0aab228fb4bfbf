import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "台本の一文ごとに一枚の画像を。",
	create: "新しい絵コンテ",
	create_title: "どんな物語ですか？",
	create_yes: "作成",
	name: "名前",
	name_missing: "名前を入力してください",
	script: "台本",
	script_hint: "一行に一文。それぞれがショットになります。",
	no_shots: "まだショットがありません",
	empty_title: "画像で物語を語りましょう",
	empty_text: "台本を一行一文で貼り付けてください。文ごとに画像が作られ、現像される様子を見られます。",
	more: "もっと見る",
});
