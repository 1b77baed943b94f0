//! Every path of the API as the OpenAPI document has it, to tell a wrong method from a wrong address,
//! and to log a request without what its path names.

use std::{collections::HashMap, sync::Arc};

use utoipa::openapi::{OpenApi, PathItem};
use warp::http::Method;

/// Path templates such as `/api/v1/accounts/{account_id}`, with their methods.
pub(crate) struct PathTable {
    entries: Vec<Entry>,
    /// Where those stand that name all of a path, so that the gate's question is found at once.
    whole: HashMap<Arc<str>, usize>,
}

/// One template.
pub(crate) struct Entry {
    pub template: Arc<str>,
    pub methods: Vec<Method>,
}

impl PathTable {
    /// Of a document.
    pub fn of(document: &OpenApi) -> PathTable {
        let entry = |(template, item): (&String, &PathItem)| Entry {
            template: template.as_str().into(),
            methods: methods(item),
        };
        let entries: Vec<Entry> = document.paths.paths.iter().map(entry).collect();
        let whole = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.template.contains('{'))
            .map(|(index, entry)| (Arc::clone(&entry.template), index))
            .collect();
        PathTable { entries, whole }
    }

    /// The template that a path fits; where two do, the one that names more of it.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        if let Some(index) = self.whole.get(path) {
            return self.entries.get(*index);
        }
        self.entries
            .iter()
            .filter(|entry| fits(&entry.template, path))
            .min_by_key(|entry| entry.template.matches('{').count())
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut expected, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(expected), Some(given))
                if expected == given || (expected.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    [
        (&item.get, Method::GET),
        (&item.post, Method::POST),
        (&item.put, Method::PUT),
        (&item.patch, Method::PATCH),
        (&item.delete, Method::DELETE),
    ]
    .into_iter()
    .filter_map(|(operation, method)| operation.is_some().then_some(method))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(path: &str) -> Option<String> {
        let table = PathTable::of(&crate::document());
        table.find(path).map(|entry| entry.template.to_string())
    }

    #[test]
    fn a_path_fits_its_template_only() {
        let account = "/api/v1/accounts/{account_id}";
        assert_eq!(template("/api/v1/accounts/7").as_deref(), Some(account));
        assert_eq!(template("/api/v1/accounts/"), None);
        assert_eq!(template("/api/v1/accounts/7/nothing"), None);
    }

    #[test]
    fn a_template_that_names_more_goes_first() {
        let search = "/api/v1/accounts/search";
        assert_eq!(template(search).as_deref(), Some(search));
    }
}
