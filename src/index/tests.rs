//! A segment of ours beside one that tantivy's writer makes of the same terms.
