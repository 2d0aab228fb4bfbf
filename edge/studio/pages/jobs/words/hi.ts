import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "अभी जो उभर रहा है, और जो पहले बना।",
	state: "स्थिति",
	all: "सभी",
	empty_title: "ट्रे खाली हैं",
	empty_text: "अपना पहला अनुरोध भेजें। वह तुरंत यहाँ दिखेगा और तस्वीर आपके सामने उभरेगी।",
	copy_request: "पहला अनुरोध कॉपी करें",
	first: "पहली तस्वीर बनाएँ",
	none_title: "इस स्थिति में कुछ नहीं",
	none_text: "कामों की स्थिति बदलती है। बाकी देखने के लिए सभी दिखाएँ।",
	show_all: "सभी दिखाएँ",
	raw_graph: "कच्चा ग्राफ़",
	more: "और दिखाएँ",
});
