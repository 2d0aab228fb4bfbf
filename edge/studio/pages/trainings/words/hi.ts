import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "प्रशिक्षित हो रहे LoRA और हर एक कहाँ तक पहुँचा।",
	create: "नया प्रशिक्षण",
	empty_title: "अभी तक कुछ प्रशिक्षित नहीं हुआ",
	empty_text: "सात या अधिक चित्रों का डेटासेट स्थिर करें, फिर उससे LoRA प्रशिक्षित करें।",
	to_datasets: "डेटासेट देखें",
	more: "और दिखाएँ",
	steps: "{all} में से {n} चरण",
	kept: "सहेजे गए चरण",
});
