-- A post and the record that an app gave for it are written in one transaction: nothing waits in between.
DROP TABLE repo_given;
