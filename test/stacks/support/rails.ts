/** A small Rails application as `rails new` lays it out, with one table, on Debian's packages. */
export const railsApp: Readonly<Record<string, string>> = {
  Rakefile: `require_relative 'config/application'\nRails.application.load_tasks\n`,
  'config.ru': `require_relative 'config/environment'\nrun Rails.application\nRails.application.load_server\n`,
  'config/application.rb': `
require 'logger'
require 'rails'
require 'active_record/railtie'
require 'action_controller/railtie'
module Shop
  class Application < Rails::Application
    config.load_defaults 6.1
    config.eager_load = false
    config.secret_key_base = 'x' * 64
    config.log_level = :warn
  end
end
`,
  'config/environment.rb': `require_relative 'application'\nRails.application.initialize!\n`,
  'config/database.yml': `
default: &default
  adapter: sqlite3
development:
  <<: *default
  database: db/development.sqlite3
test:
  <<: *default
  database: db/test.sqlite3
`,
  'config/puma.rb': `
threads 4, 4
port ENV.fetch('PORT') { 3000 }
environment ENV.fetch('RAILS_ENV') { 'development' }
pidfile ENV.fetch('PIDFILE') { 'tmp/pids/server.pid' }
`,
  'config/routes.rb': `
Rails.application.routes.draw do
  root to: 'notes#index'
  resources :notes, only: %i[index create]
end
`,
  'app/models/application_record.rb': `class ApplicationRecord < ActiveRecord::Base\n  self.abstract_class = true\nend\n`,
  'app/models/note.rb': `class Note < ApplicationRecord\nend\n`,
  'app/controllers/notes_controller.rb': `
class NotesController < ActionController::API
  def index
    database = ActiveRecord::Base.connection_db_config.database
    render json: { text: 'hello', environment: Rails.env, database: database, notes: Note.order(:id).pluck(:text) }
  end

  def create
    render json: Note.create!(text: params.require(:text)), status: :created
  end
end
`,
  'db/migrate/20240101000000_create_notes.rb': `
class CreateNotes < ActiveRecord::Migration[6.1]
  def change
    create_table(:notes) { |table| table.string :text, null: false }
  end
end
`,
}
