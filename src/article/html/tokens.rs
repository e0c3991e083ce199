//! HTML as a flat run of tags and text.
//!
//! Rule kept here: no tree is built and nothing recurses, so that time and stack do not depend on how deep a page is nested.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// One piece of a page. Names of tags and attributes are lower case; character references are resolved.
pub enum Token<'a> {
    Open(&'a Tag),
    Close(&'a str),
    Text(&'a str),
}

/// Calls `each` for every tag and every stretch of text; comments and declarations are left out.
pub fn for_each(html: &str, each: impl FnMut(Token)) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink { each: RefCell::new(each) }, TokenizerOpts::default());
    // The sink never asks for a pause, so that one call reads all of the input.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

/// Returns the value of an attribute, as written.
pub fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

struct Sink<F> {
    each: RefCell<F>,
}

impl<F: FnMut(Token)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: html5ever::tokenizer::Token, _line: u64) -> TokenSinkResult<()> {
        use html5ever::tokenizer::Token as Raw;
        let mut each = self.each.borrow_mut();
        match token {
            Raw::CharacterTokens(text) => each(Token::Text(&text)),
            Raw::TagToken(tag) if tag.kind == TagKind::EndTag => each(Token::Close(&tag.name)),
            Raw::TagToken(tag) => {
                each(Token::Open(&tag));
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_text_come_in_order_with_references_resolved() {
        let mut seen = String::new();
        for_each("<!doctype html><P Class=x>Tom &amp; Ann<!-- no --><br/></p><script>a < b</script>", |token| match token {
            Token::Open(tag) => seen += &format!("<{} {:?}>", tag.name, attribute(tag, "class")),
            Token::Close(name) => seen += &format!("</{name}>"),
            Token::Text(text) => seen += text,
        });
        assert_eq!(seen, r#"<p Some("x")>Tom & Ann<br None></p><script None>a < b</script>"#);
    }
}
